import type { TenantState } from '@samsvar/sync';
import { noTenant } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';

/** The tenant's state, under its lock: until the transaction ends nobody else decides for this tenant (Inv 6). */
export async function lockTenant(queries: Sql, id: string): Promise<TenantState> {
  return (await lockTenantAt(queries, id)).state;
}

/** A tenant's state, and the database's clock in milliseconds. */
export interface LockedTenant {
  readonly state: TenantState;
  readonly now: number;
}

/** As `lockTenant`, with the time of the turn that begins. */
export async function lockTenantAt(queries: Sql, id: string): Promise<LockedTenant> {
  const locked = await lock(queries, id);
  if (locked) return locked;
  await queries.query('insert into tenant (id, state) values ($1, $2) on conflict do nothing', [
    id,
    JSON.stringify(noTenant(id)),
  ]);
  return (await lock(queries, id))!;
}

async function lock(queries: Sql, id: string): Promise<LockedTenant | undefined> {
  const [found] = await queries.query<{ state: TenantState; now: string }>(
    `select state, floor(extract(epoch from clock_timestamp()) * 1000) as now from tenant where id = $1 for update`,
    [id],
  );
  return found && { state: found.state, now: Number(found.now) };
}

/** The name of the first meeting among what is due. */
export const meetingDue = 'meet';

/** Stores the tenant, and that its first meeting is to be gone on with for as long as a kind is in it. */
export async function saveTenant(queries: Sql, tenant: TenantState): Promise<void> {
  const meets = Object.values(tenant.meeting).includes('meeting');
  await queries.query(
    `with saved as (update tenant set state = $2 where id = $1),
          ended as (delete from due where tenant = $1 and what = $3 and not $4)
     insert into due (tenant, what) select $1, $3 where $4 on conflict do nothing`,
    [tenant.id, JSON.stringify(tenant), meetingDue, meets],
  );
}
