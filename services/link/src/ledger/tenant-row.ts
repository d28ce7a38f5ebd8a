import type { TenantState } from '@samsvar/sync';
import { dueAt, noTenant } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';

/** A tenant in its turn, and the time of the turn by the database's clock, in milliseconds. */
export interface Locked {
  readonly state: TenantState;
  readonly now: number;
}

/** The tenant's state, under its lock: until the transaction ends nobody else decides for this tenant (Inv 6). */
export async function lockTenant(queries: Sql, id: string): Promise<Locked> {
  const locked = await lock(queries, id);
  if (locked) return locked;
  await queries.query('insert into tenant (id, state) values ($1, $2) on conflict do nothing', [
    id,
    JSON.stringify(noTenant(id)),
  ]);
  return (await lock(queries, id))!;
}

async function lock(queries: Sql, id: string): Promise<Locked | undefined> {
  const [found] = await queries.query<{ state: TenantState; now: number }>(
    `select state, floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now
     from tenant where id = $1 for update`,
    [id],
  );
  return found;
}

/** The name of what is due for a tenant: to be gone on with, slice by slice. */
export const goOnDue = 'go on';

/** Stores the tenant, and when it is to be gone on with although nothing is heard of it. */
export async function saveTenant(queries: Sql, tenant: TenantState): Promise<void> {
  await queries.query(
    `with saved as (update tenant set state = $2 where id = $1),
          ended as (delete from due where tenant = $1 and what = $3 and $4::float8 is null)
     insert into due (tenant, what, at) select $1, $3, to_timestamp($4::float8 / 1000) where $4::float8 is not null
     on conflict (tenant, what, about) do update set at = excluded.at`,
    [tenant.id, JSON.stringify(tenant), goOnDue, dueAt(tenant) ?? null],
  );
}

/** The tenants that are to be gone on with now. */
export async function tenantsDue(queries: Sql): Promise<readonly string[]> {
  const due = await queries.query<{ tenant: string }>(
    'select tenant from due where what = $1 and at <= clock_timestamp() order by at, tenant',
    [goOnDue],
  );
  return due.map(({ tenant }) => tenant);
}
