import type { Sql } from './database.js';
import { named } from './role.js';

/** Rows that are a tenant's (`$1`) in a table that has no column `tenant`. */
export interface OwnRows {
  readonly table: string;
  readonly where: string;
}

/** How many rows were deleted, by table. */
export type RowsRemoved = Readonly<Record<string, number>>;

/** What is still to be told of it. */
const untold: OwnRows = { table: 'outbox', where: `key = $1 or starts_with(key, $1 || '/')` };

const sliceMost = 10_000;

/**
 * Deletes every row of a tenant from a service's schema: of `others` first, then of each table that has a column
 * `tenant`, whichever there are. A table that is not there is passed over. Slice by slice, so that a large tenant holds
 * nobody up; one that was broken off is gone on with by running it again.
 */
export async function forgetTenant(sql: Sql, tenant: string, others: readonly OwnRows[]): Promise<RowsRemoved> {
  const tables = await columnsByTable(sql);
  const removed: Record<string, number> = {};
  const withTenant = [...tables].filter(([, columns]) => columns.includes('tenant'));
  for (const rows of [...others, untold, ...withTenant.map(([table]) => ({ table, where: 'tenant = $1' }))]) {
    if (!tables.has(rows.table)) continue;
    removed[rows.table] = (removed[rows.table] ?? 0) + (await removeAll(sql, tenant, rows));
  }
  return removed;
}

async function removeAll(sql: Sql, tenant: string, { table, where }: OwnRows): Promise<number> {
  const name = named(table);
  for (let all = 0; ;) {
    const [row] = await sql.query<{ count: string }>(
      `with gone as (delete from ${name} where ctid in (select ctid from ${name} where ${where} limit ${sliceMost})
                     returning 1)
       select count(*) as count from gone`,
      [tenant],
    );
    const slice = Number(row!.count);
    all += slice;
    if (slice < sliceMost) return all;
  }
}

async function columnsByTable(sql: Sql): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await sql.query<{ table: string; columns: string[] }>(
    `select table_name as table, array_agg(column_name::text) as columns from information_schema.columns
     where table_schema = current_schema() group by 1 order by 1`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}
