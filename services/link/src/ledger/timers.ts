import type { DueTimer, Timer } from '@samsvar/sync';
import { Columns, type Sql } from '@samsvar/persistence';
import { goOnDue } from './tenant-row.js';

/** Starts timers, by the database's clock and in the place of any like them, and ends others. */
export async function saveTimers(
  queries: Sql,
  tenant: string,
  added: readonly Timer[],
  ended: readonly DueTimer[],
): Promise<void> {
  if (ended.length > 0) {
    const of = new Columns(ended);
    await queries.query(
      `delete from due
       using unnest(${of.text(({ what }) => what)}, ${of.text(({ about }) => about)}) as over(what, about)
       where due.tenant = ${of.one(tenant)} and due.what = over.what and due.about = over.about`,
      of.parameters,
    );
  }
  if (added.length > 0) {
    const of = new Columns(added);
    await queries.query(
      `insert into due (tenant, what, about, at)
       select ${of.one(tenant)}, what, about, now() + after_ms * interval '1 ms'
       from unnest(${of.text(({ what }) => what)}, ${of.text(({ about }) => about)},
                   ${of.integer(({ afterMs }) => afterMs)}) as new(what, about, after_ms)
       on conflict (tenant, what, about) do update set at = excluded.at`,
      of.parameters,
    );
  }
}

/** What is due by `now` (milliseconds since 1970), longest due first; tenants are gone on with elsewhere. */
export async function findDue(queries: Sql, tenant: string, now: number, limit: number): Promise<readonly DueTimer[]> {
  return queries.query<DueTimer>(
    `select what, about from due
     where tenant = $1 and what <> $2 and at <= to_timestamp($3::double precision / 1000)
     order by at, what, about limit $4`,
    [tenant, goOnDue, now, limit],
  );
}
