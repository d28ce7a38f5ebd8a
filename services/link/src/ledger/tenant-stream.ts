import type { TenantEvent, TenantState } from '@samsvar/sync';
import { tenantStream } from '@samsvar/sync';
import { Columns, type Sql } from '@samsvar/persistence';
import { Outrun } from './outrun.js';

/** Appends what happened to a tenant as a whole to its own stream; `tenant.version` counts them already. */
export async function appendTenantEvents(
  queries: Sql,
  tenant: TenantState,
  events: readonly TenantEvent[],
): Promise<void> {
  const before = (tenant.version ?? 0) - events.length;
  const numbered = events.map(({ type, ...data }, index) => ({ version: before + index + 1, type, data }));
  const of = new Columns(numbered);
  const stored = await queries.query(
    `insert into event (stream, version, tenant, type, data)
     select ${of.one(tenantStream(tenant.id))}, version, ${of.one(tenant.id)}, type, data
     from unnest(${of.integer(({ version }) => version)}, ${of.text(({ type }) => type)},
                 ${of.jsonText(({ data }) => data)}) as new(version, type, data)
     on conflict (stream, version) do nothing
     returning 1`,
    of.parameters,
  );
  if (stored.length !== events.length) throw new Outrun(tenant.id);
}
