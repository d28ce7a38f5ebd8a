import type { Sql } from '@samsvar/persistence';
import type { Erasure, Ledger } from '@samsvar/sync';

/** Deletes the streams of links, and what is noted of them and of records; answers how much that was. */
export async function eraseLinks(
  queries: Sql,
  tenant: string,
  { links, records }: Erasure,
): Promise<Awaited<ReturnType<Ledger['erase']>>> {
  const [removed] = await queries.query<Record<'events' | 'waits' | 'timers' | 'findings', string>>(
    `with events as (delete from event where tenant = $1 and stream = any($2) returning 1),
          waits as (delete from reference_wait where link_id = any($2) returning 1),
          timers as (delete from due where tenant = $1 and split_part(about, ' ', 1) = any($2) returning 1),
          findings as (delete from audit_finding where tenant = $1 and key = any($3) returning 1)
     select (select count(*) from events) as events, (select count(*) from waits) as waits,
            (select count(*) from timers) as timers, (select count(*) from findings) as findings`,
    [tenant, [...links], [...records]],
  );
  const { events, waits, timers, findings } = removed!;
  return { events: Number(events), waits: Number(waits), timers: Number(timers), findings: Number(findings) };
}
