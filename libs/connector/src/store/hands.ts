import type { Sql } from '@samsvar/persistence';
import { Columns } from '@samsvar/persistence';
import type { Attempt, Note } from './attempts.js';
import { heldForSeconds, ticketColumns } from './attempts.js';

/** What a process works on: its name, and the attempts it has in memory. */
export interface Hands {
  readonly owner: string;
  readonly holding: readonly Attempt[];
}

/**
 * Takes over attempts nobody holds any more: those of a process that died, or that nobody began to work on. Never those
 * in the process's own hands, however long the database was away: they would be done twice at once.
 */
export async function takeAttempts(sql: Sql, hands: Hands, limit: number): Promise<readonly Attempt[]> {
  const of = new Columns(hands.holding);
  const inHand = ticketColumns(of).join(', ');
  const taken = await sql.query<Omit<Attempt, 'note' | 'tries'> & { readonly note: Note | null }>(
    `update attempt a set owner = ${of.one(hands.owner)}, held_until = now() + interval '${heldForSeconds} seconds'
     from (select link_id, resource from attempt where state <> 'settled' and not_before <= now()
             and (held_until is null or held_until < now())
             and (link_id, resource, n) not in (select * from unnest(${inHand}))
           limit ${of.one(limit)} for update skip locked) as free
     where a.link_id = free.link_id and a.resource = free.resource
     returning a.command, a.state, a.bulk, a.note`,
    of.parameters,
  );
  return taken.map(({ note, ...rest }) => ({ ...rest, tries: 0, ...(note && { note }) }));
}

/** Holds on to what this process has in its hands; what it lost hold of (an answer that never came) lapses. */
export async function holdAttempts(sql: Sql, { owner, holding }: Hands): Promise<void> {
  if (holding.length === 0) return;
  const of = new Columns(holding);
  const inHand = ticketColumns(of).join(', ');
  await sql.query(
    `update attempt a set held_until = now() + interval '${heldForSeconds} seconds'
     from unnest(${inHand}) as h (link_id, resource, n)
     where a.link_id = h.link_id and a.resource = h.resource and a.n = h.n
       and a.owner = ${of.one(owner)} and a.state <> 'settled'`,
    of.parameters,
  );
}
