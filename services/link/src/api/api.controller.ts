import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { recordKey, Resource, System } from '@samsvar/contracts';
import type { Database } from '@samsvar/persistence';
import { outboxState } from '@samsvar/persistence';
import type { TenantSettings } from '@samsvar/sync';
import { auditShown } from './audit.js';
import type { EventStream } from './event-stream.js';
import { beginning, eventsAfter, newestPosition } from './events.js';
import { flowsShown, statusOf, tenantStateOf } from './flows.js';
import { keptOfLink } from './kept.js';
import { findLink } from './links.js';
import { historyOf, linksOfRecord } from './history.js';
import { orphansOf } from './orphans.js';
import { page } from './page.js';
import {
  cursorOf,
  flowOf,
  isText,
  limitOf,
  type Parameters,
  positionOf,
  stateOf,
  systemOf,
  textOf,
} from './parameters.js';
import { notFound } from './problem.js';
import { proposalsOf } from './proposals.js';
import { listRecords } from './record-list.js';
import { findRecord } from './records.js';
import { tenantAsked } from './tenant-asked.js';

/** What the API answers from. */
export const readModel = Symbol('read model');
export interface ReadModel {
  readonly database: Database;
  readonly tenants: ReadonlyMap<string, TenantSettings>;
  readonly stream: EventStream;
}

interface RecordAddress {
  readonly system: string;
  readonly resource: string;
  readonly id: string;
}

/** Link's read API (contracts.md 5): what is linked, how it stands, why, and what happens. */
@Controller()
export class ApiController {
  constructor(@Inject(readModel) private readonly model: ReadModel) {}

  @Get()
  index(@Res() reply: FastifyReply): void {
    void reply.header('content-type', 'text/html; charset=utf-8').send(page([...this.model.tenants.keys()]));
  }

  @Get('api/v1/flows')
  async flows(@Query() parameters: Parameters) {
    const tenant = this.tenantOf(parameters);
    return { items: flowsShown(await tenantStateOf(this.model.database, tenant.id), tenant) };
  }

  @Get('api/v1/status')
  async status(@Query() parameters: Parameters) {
    const { database } = this.model;
    const tenant = this.tenantOf(parameters);
    const { pending } = await outboxState(database);
    return statusOf(await tenantStateOf(database, tenant.id), tenant, pending);
  }

  @Get('api/v1/audit')
  audit(@Query() parameters: Parameters) {
    return auditShown(this.model.database, this.tenantOf(parameters).id);
  }

  @Get('api/v1/records')
  records(@Query() parameters: Parameters) {
    const tenant = this.tenantOf(parameters, 'search', 'state', 'flow', 'system', 'cursor', 'limit');
    return listRecords(this.model.database, tenant, {
      search: textOf(parameters, 'search'),
      state: stateOf(parameters),
      flow: flowOf(parameters),
      system: systemOf(parameters),
      cursor: cursorOf(parameters, tenant.id),
      limit: limitOf(parameters, { usual: 50, most: 500 }),
    });
  }

  @Get('api/v1/records/:system/:resource/:id')
  async record(@Param() address: RecordAddress, @Query() parameters: Parameters) {
    const tenant = this.tenantOf(parameters);
    const found = await findRecord(this.model.database, tenant, keyOf(tenant, address));
    if (!found) throw noRecord(tenant, address);
    return found;
  }

  @Get('api/v1/records/:system/:resource/:id/history')
  async history(@Param() address: RecordAddress, @Query() parameters: Parameters) {
    const tenant = this.tenantOf(parameters);
    const found = await linksOfRecord(this.model.database, keyOf(tenant, address));
    if (found === undefined) throw noRecord(tenant, address);
    const { database } = this.model;
    const kept = await keptOfLink(database, tenant, found.linkId);
    return { linkId: found.linkId, items: await historyOf(database, found.all), kept };
  }

  @Get('api/v1/orphans')
  async orphans(@Query() parameters: Parameters) {
    return { items: await orphansOf(this.model.database, this.tenantOf(parameters).id) };
  }

  @Get('api/v1/links/:id')
  async link(@Param('id') id: string, @Query() parameters: Parameters) {
    const tenant = this.tenantOf(parameters);
    const found = isText(id) ? await findLink(this.model.database, tenant, id) : undefined;
    if (!found) throw notFound('link', `Tenant ${tenant.id} has no link ${id}; records name theirs as linkId.`);
    return found;
  }

  @Get('api/v1/proposals')
  proposals(@Query() parameters: Parameters) {
    const tenant = this.tenantOf(parameters, 'cursor', 'limit');
    return proposalsOf(this.model.database, tenant.id, {
      after: textOf(parameters, 'cursor'),
      limit: limitOf(parameters, { usual: 50, most: 500 }),
    });
  }

  @Get('api/v1/events')
  async events(@Query() parameters: Parameters) {
    const { database } = this.model;
    const tenant = this.tenantOf(parameters, 'after', 'limit').id;
    const { items } = await eventsAfter(database, {
      tenant,
      after: positionOf(parameters, 'after') ?? beginning,
      until: await newestPosition(database, tenant),
      limit: limitOf(parameters, { usual: 100, most: 1_000 }),
    });
    return { items };
  }

  @Get('api/v1/events/stream')
  async listen(
    @Query() parameters: Parameters,
    @Headers('last-event-id') lastId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const tenant = this.tenantOf(parameters, 'after');
    const after = positionOf({ 'last-event-id': lastId }, 'last-event-id') ?? positionOf(parameters, 'after');
    const takeOver = () => {
      reply.hijack();
      return reply.raw;
    };
    await this.model.stream.open(takeOver, tenant.id, after);
  }

  private tenantOf(parameters: Parameters, ...others: readonly string[]): TenantSettings {
    return tenantAsked(this.model.tenants, parameters, others);
  }
}

function keyOf(tenant: TenantSettings, { system, resource, id }: RecordAddress): string {
  const known = { system: System.safeParse(system), resource: Resource.safeParse(resource) };
  if (!known.system.success || !known.resource.success || !isText(id)) throw noRecord(tenant, { system, resource, id });
  return recordKey({ tenant: tenant.id, system: known.system.data, resource: known.resource.data, id });
}

const noRecord = (tenant: TenantSettings, { system, resource, id }: RecordAddress) =>
  notFound(
    'record',
    `Tenant ${tenant.id} has no record ${system}/${resource}/${id}. Resources are powerofficego/contact, ` +
      'powerofficego/contactperson, powerofficego/departments, customhrm/employee and customhrm/department.',
  );
