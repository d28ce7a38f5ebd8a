import type { Sql } from '@samsvar/persistence';

/** How polling of one resource stands, over all tenants and replicas. */
export interface PollFigures {
  readonly resource: string;
  /** Of the tenant whose last success is longest ago, milliseconds by the database's clock. */
  readonly polledAt?: number | undefined;
  readonly never: number;
  readonly lockedOut: number;
}

export async function pollsOf(sql: Sql, tenants: readonly string[]): Promise<readonly PollFigures[]> {
  const rows = await sql.query<{ resource: string; polled_at: number | null; never: number; locked_out: number }>(
    `select split_part(name, '/', 3) as resource, min((state ->> 'polledAt')::float8) as polled_at,
            (count(*) filter (where state ->> 'polledAt' is null))::int as never,
            (count(*) filter (where (state ->> 'lockedOut')::boolean))::int as locked_out
     from lease where name like 'poll/%' and split_part(name, '/', 2) = any($1)
     group by 1 order by 1`,
    [[...tenants]],
  );
  return rows.map(({ resource, polled_at, never, locked_out }) => ({
    resource,
    polledAt: polled_at ?? undefined,
    never,
    lockedOut: locked_out,
  }));
}
