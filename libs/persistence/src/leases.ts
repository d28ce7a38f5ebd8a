import type { Migration, Sql } from './database.js';

/** A turn at something only one replica may do at a time, with what the last turn left behind. */
export interface Lease<State = unknown> {
  readonly name: string;
  readonly state: State | null;
}

/** Names that may be leased from now on; those that are known keep their state. */
export const ensureLeases = (sql: Sql, names: readonly string[]): Promise<unknown> =>
  sql.query('insert into lease (name) select unnest($1::text[]) on conflict do nothing', [names]);

/**
 * Takes one of these leases that is due and held by nobody else; nobody waits for another. What was wished for
 * meanwhile is laid over the state.
 */
export async function takeLease<State>(
  sql: Sql,
  { names, owner, forMs }: { readonly names: readonly string[]; readonly owner: string; readonly forMs: number },
): Promise<Lease<State> | undefined> {
  const [row] = await sql.query<Lease<State>>(
    `update lease set owner = $1, held_until = now() + $2 * interval '1 millisecond', next_at = now(), wish = null,
       state = case when lease.wish is null then lease.state else coalesce(lease.state, '{}') || lease.wish end
     from (select name from lease where name = any($3) and next_at <= now()
             and (held_until is null or held_until < now()) order by next_at limit 1 for update skip locked) as due
     where lease.name = due.name
     returning lease.name, lease.state`,
    [owner, forMs, names],
  );
  return row;
}

/** Holds on for longer; false when the lease was lost to another. */
export async function renewLease(sql: Sql, name: string, hold: { owner: string; forMs: number }): Promise<boolean> {
  const rows = await sql.query(
    `update lease set held_until = now() + $3 * interval '1 millisecond' where name = $1 and owner = $2 returning 1`,
    [name, hold.owner, hold.forMs],
  );
  return rows.length === 1;
}

/**
 * Gives the lease back: what the next turn starts from, and when it is due; at once where somebody could not wait while
 * this one was under way. Nothing happens if it was lost.
 */
export const releaseLease = (
  sql: Sql,
  name: string,
  end: { readonly owner: string; readonly nextInMs: number; readonly state: unknown },
): Promise<unknown> =>
  sql.query(
    `update lease set owner = null, held_until = null, state = $4,
       next_at = case when next_at = '-infinity' then next_at else now() + $3 * interval '1 millisecond' end
     where name = $1 and owner = $2`,
    [name, end.owner, end.nextInMs, JSON.stringify(end.state)],
  );

/** Makes leases due now, also when they are held, whoever waits for them; `wish` is for the state of the next turn. */
export const hurryLeases = (sql: Sql, names: readonly string[], wish?: object): Promise<unknown> =>
  sql.query(
    `update lease set next_at = '-infinity',
       wish = case when $2::jsonb is null then wish else coalesce(wish, '{}') || $2::jsonb end
     where name = any($1)`,
    [names, wish ? JSON.stringify(wish) : null],
  );

/** Has the next turn of these leases begin in a while, with `wish` for its state; for what must settle before. */
export const putOffLeases = (
  sql: Sql,
  names: readonly string[],
  { forMs, wish }: { readonly forMs: number; readonly wish: object },
): Promise<unknown> =>
  sql.query(
    `update lease set next_at = now() + $2 * interval '1 millisecond', wish = coalesce(wish, '{}') || $3::jsonb
     where name = any($1)`,
    [names, forMs, JSON.stringify(wish)],
  );

export const leaseMigration: Migration = class Leases1763900000102 {
  async up(runner: { query(text: string): Promise<unknown> }): Promise<void> {
    await runner.query(`
      create table lease (
        name text primary key,
        owner text,
        held_until timestamptz,
        next_at timestamptz not null default now(),
        state jsonb
      )`);
  }

  async down(runner: { query(text: string): Promise<unknown> }): Promise<void> {
    await runner.query('drop table lease');
  }
};

/** What people wish of a turn lies beside what the turn under way will write over. */
export const leaseWishMigration: Migration = class LeaseWishes1763900000300 {
  async up(runner: { query(text: string): Promise<unknown> }): Promise<void> {
    await runner.query('alter table lease add column wish jsonb');
  }

  async down(runner: { query(text: string): Promise<unknown> }): Promise<void> {
    await runner.query('alter table lease drop column wish');
  }
};
