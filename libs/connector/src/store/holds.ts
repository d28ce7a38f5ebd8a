import type { RecordKey } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';
import type { Attempt, Stored } from './attempts.js';
import { heldForSeconds } from './attempts.js';

/** Names an attempt: there is one per member of a link. */
export const attemptKey = ({ command: { ticket } }: Pick<Attempt, 'command'>): string =>
  `${ticket.linkId}/${ticket.resource}`;

/** A process, and the attempts it has in its hands. */
export interface Holder {
  readonly owner: string;
  readonly keys: readonly string[];
}

/**
 * Takes over attempts nobody holds any more: those of a process that died, and those this process has lost sight of (a
 * commit whose answer never came). What it has in its hands it does not take twice, however long it could not hold on.
 */
export async function takeAttempts(sql: Sql, { owner, keys }: Holder, limit: number): Promise<readonly Attempt[]> {
  const taken = await sql.query<Stored>(
    `update attempt a set owner = $1, held_until = now() + interval '${heldForSeconds} seconds'
     from (select link_id, resource from attempt where state <> 'settled' and not_before <= now()
             and (held_until is null or held_until < now()) and link_id || '/' || resource <> all($3)
             limit $2 for update skip locked) as free
     where a.link_id = free.link_id and a.resource = free.resource
     returning a.command, a.state, a.bulk, a.note, a.traceparent`,
    [owner, limit, keys],
  );
  return taken.map(takenOver);
}

/** An attempt as whoever takes it over finds it: bytes that may have left are a try that nobody here knows about. */
export const takenOver = ({ note, traceparent, ...rest }: Stored): Attempt => ({
  ...rest,
  tries: rest.state === 'asked' ? 0 : 1,
  ...(note && { note }),
  ...(traceparent && { traceparent }),
});

/** Holds on to what this process has in its hands. */
export const holdAttempts = async (sql: Sql, { owner, keys }: Holder): Promise<void> => {
  if (keys.length === 0) return;
  await sql.query(
    `update attempt set held_until = now() + interval '${heldForSeconds} seconds'
     where owner = $1 and state <> 'settled' and link_id || '/' || resource = any($2)`,
    [owner, keys],
  );
};

/** Whether a write to a record is under way: what is read of it then does not count. */
export async function isAttemptOpen(sql: Sql, key: RecordKey): Promise<boolean> {
  const open = await sql.query(`select 1 from attempt where key = $1 and state <> 'settled' limit 1`, [key]);
  return open.length > 0;
}
