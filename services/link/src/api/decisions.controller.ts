import { Body, Controller, Get, Headers, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { DecisionRequest } from '@samsvar/contracts';
import type { TenantSettings } from '@samsvar/sync';
import type { Desk } from '../commit.js';
import type { DecisionShown } from './decisions.js';
import { decisionsOf, takeDecision } from './decisions.js';
import { limitOf, type Parameters } from './parameters.js';
import { keyOf } from './idempotency-key.js';
import { badBody } from './problem.js';
import { tenantAsked } from './tenant-asked.js';

/** What decisions are stored with, and for whom. */
export const decisionDesk = Symbol('decision desk');
export interface DecisionDesk extends Desk {
  readonly tenants: ReadonlyMap<string, TenantSettings>;
}

/** What people decide: each is stored with who and why, and follows at once. */
@Controller('api/v1/decisions')
export class DecisionsController {
  constructor(@Inject(decisionDesk) private readonly desk: DecisionDesk) {}

  @Get()
  async list(@Query() parameters: Parameters) {
    const tenant = tenantAsked(this.desk.tenants, parameters, ['limit']);
    const limit = limitOf(parameters, { usual: 50, most: 500 });
    return { items: await decisionsOf(this.desk.database, tenant.id, limit) };
  }

  @Post()
  @HttpCode(200)
  take(
    @Query() parameters: Parameters,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
  ): Promise<DecisionShown> {
    const tenant = tenantAsked(this.desk.tenants, parameters);
    return takeDecision(this.desk, tenant, keyOf(key), requestOf(body));
  }
}

function requestOf(body: unknown): DecisionRequest {
  const { data, error } = DecisionRequest.safeParse(body);
  if (data) return data;
  throw badBody(error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, detail: message })));
}
