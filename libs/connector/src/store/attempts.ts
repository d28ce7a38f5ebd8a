import type { NativeWriteRecord, RecordKey } from '@samsvar/contracts';
import { recordKey, ticketKey } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';
import { Columns } from '@samsvar/persistence';

/**
 * Where an attempt stands. `asked`: noted, no bytes have left; `sent`: bytes may have left and no answer was stored;
 * `applied`: the system said done without saying what it stores; `settled`: answered, and told.
 */
export type AttemptState = 'asked' | 'sent' | 'applied' | 'settled';

/** What was noted before the bytes left: the fields that went out, and the record's version and stamps before. */
export interface Note {
  readonly sent: readonly string[];
  readonly before: { readonly version?: string; readonly stamps: Readonly<Record<string, string>> };
}

/** A write asked of one member of a link: at most one is open at a time. */
export interface Attempt {
  readonly command: NativeWriteRecord;
  readonly state: AttemptState;
  readonly bulk: boolean;
  readonly note?: Note;
  /** How often it was tried in this process. */
  readonly tries: number;
}

/** An attempt as it is stored. */
export interface Stored {
  readonly command: NativeWriteRecord;
  readonly state: AttemptState;
  readonly bulk: boolean;
  readonly note: Note | null;
}

/** How long an attempt is its process's own without another word. */
export const heldForSeconds = 15;

/**
 * Notes commands before anything is done about them (Inv 14). A command whose ticket is not newer than the member's
 * last one is a repeat: its answer is told or being worked on. Creates count as sent at once, since nothing is looked
 * at before them.
 */
export async function noteAttempts(sql: Sql, commands: readonly Asked[], owner: string): Promise<readonly Attempt[]> {
  const newest = newestOf(commands);
  if (newest.size === 0) return [];
  const of = new Columns([...newest.values()]);
  const columns = [
    of.text(({ command }) => command.ticket.linkId),
    of.text(({ command }) => command.ticket.resource),
    of.integer(({ command }) => command.ticket.n),
    of.text(({ command }) => command.tenant),
    of.text(({ command }) => (command.ref ? recordKey(command.ref) : undefined)),
    of.text(({ command, mark }) => mark ?? command.reference),
    of.boolean(({ bulk }) => bulk),
    of.text(({ command }) => stateAtFirst(command)),
    of.json(({ command }) => command),
  ];
  const noted = await sql.query<{ link_id: string; resource: string }>(
    `insert into attempt as a (link_id, resource, n, tenant, key, reference, bulk, state, command, owner, held_until)
     select link_id, resource, n, tenant, key, reference, bulk, state, command,
            ${of.one(owner)}, now() + interval '${heldForSeconds} seconds'
     from unnest(${columns.join(', ')}) as c (link_id, resource, n, tenant, key, reference, bulk, state, command)
     on conflict (link_id, resource) do update set n = excluded.n, key = excluded.key, reference = excluded.reference,
       bulk = excluded.bulk, state = excluded.state, command = excluded.command, note = null, withheld = false,
       not_before = now(), owner = excluded.owner, held_until = excluded.held_until
     where a.n < excluded.n
     returning link_id, resource`,
    of.parameters,
  );
  return noted.map(({ link_id, resource }) => {
    const { command, bulk } = newest.get(`${link_id}/${resource}`)!;
    return { command, bulk, state: stateAtFirst(command), tries: 0 };
  });
}

interface Asked {
  readonly command: NativeWriteRecord;
  readonly bulk: boolean;
  /** What marks the record that is born of it; its reference unless said. */
  readonly mark?: string | undefined;
}

/** The newest command of each member; a batch may carry a repeat. */
function newestOf(commands: readonly Asked[]): ReadonlyMap<string, Asked> {
  const newest = new Map<string, Asked>();
  for (const one of commands) {
    const { linkId, resource, n } = one.command.ticket;
    const known = newest.get(`${linkId}/${resource}`);
    if (!known || known.command.ticket.n < n) newest.set(`${linkId}/${resource}`, one);
  }
  return newest;
}

const stateAtFirst = ({ op }: NativeWriteRecord): AttemptState => (op === 'create' ? 'sent' : 'asked');

/** An attempt that moves on before its bytes leave, or comes back. */
export interface Move {
  readonly attempt: Attempt;
  readonly state: AttemptState;
  readonly note?: Note;
  readonly waitMs?: number;
}

/**
 * Moves attempts, in one statement. Answers the tickets of those that were the owner's to move: another process may
 * have taken one over.
 */
export async function moveAttempts(sql: Sql, moved: readonly Move[], owner: string): Promise<ReadonlySet<string>> {
  if (moved.length === 0) return new Set();
  const of = new Columns(moved);
  const columns = [
    of.text(({ attempt }) => attempt.command.ticket.linkId),
    of.text(({ attempt }) => attempt.command.ticket.resource),
    of.integer(({ attempt }) => attempt.command.ticket.n),
    of.text(({ state }) => state),
    of.json(({ note }) => note ?? null),
    of.integer(({ waitMs = 0 }) => Math.round(waitMs)),
    of.text(({ attempt }) => ticketKey(attempt.command.ticket)),
  ];
  const mine = await sql.query<{ ticket: string }>(
    `with m as (
       select m.* from attempt a join unnest(${columns.join(', ')})
         as m (link_id, resource, n, state, note, wait, ticket) using (link_id, resource, n)
       where a.owner = ${of.one(owner)} order by a.link_id, a.resource for update of a)
     update attempt a set state = m.state, note = coalesce(nullif(m.note::text, 'null')::json, a.note),
       not_before = now() + m.wait * interval '1 millisecond'
     from m where a.link_id = m.link_id and a.resource = m.resource
     returning m.ticket`,
    of.parameters,
  );
  return new Set(mine.map(({ ticket }) => ticket));
}

/**
 * Answers are stored: the attempts are settled and forget their values. Answers those settled by this, by ticket, and
 * whether readings of their records were withheld.
 */
export async function settleAttempts(
  sql: Sql,
  attempts: readonly Attempt[],
): Promise<ReadonlyMap<string, { readonly withheld: boolean }>> {
  if (attempts.length === 0) return new Map();
  const of = new Columns(attempts);
  const columns = [
    of.text(({ command }) => command.ticket.linkId),
    of.text(({ command }) => command.ticket.resource),
    of.integer(({ command }) => command.ticket.n),
    of.text(({ command }) => ticketKey(command.ticket)),
  ];
  const settled = await sql.query<{ ticket: string; withheld: boolean }>(
    `with m as (
       select m.* from attempt a join unnest(${columns.join(', ')}) as m (link_id, resource, n, ticket)
         using (link_id, resource, n)
       where a.state <> 'settled' order by a.link_id, a.resource for update of a)
     update attempt a set state = 'settled', command = null, note = null, owner = null, held_until = null
     from m where a.link_id = m.link_id and a.resource = m.resource
     returning m.ticket, a.withheld`,
    of.parameters,
  );
  return new Map(settled.map(({ ticket, withheld }) => [ticket, { withheld }]));
}

/**
 * Which of these records (or references) an open attempt is about; readings of those are withheld, and noted to be.
 * Whoever locks many attempts does so in one order, and before any row of a record, so that nobody waits in a circle.
 */
export async function withheldBy(
  sql: Sql,
  keys: readonly RecordKey[],
  references: readonly string[],
): Promise<{ readonly keys: ReadonlySet<string>; readonly references: ReadonlySet<string> }> {
  const of = new Columns(keys);
  const found = await sql.query<{ key: string | null; reference: string | null }>(
    `with about as (
       select link_id, resource from attempt
       where state <> 'settled' and key = any(${of.text((key) => key)})
       union
       select link_id, resource from attempt
       where state <> 'settled' and reference = any(${of.one([...references])})),
     open as (
       select a.link_id, a.resource from attempt a join about using (link_id, resource)
       where a.state <> 'settled' order by a.link_id, a.resource for update of a)
     update attempt a set withheld = true
     from open where a.link_id = open.link_id and a.resource = open.resource
     returning a.key, a.reference`,
    of.parameters,
  );
  return {
    keys: new Set(found.flatMap(({ key }) => key ?? [])),
    references: new Set(found.flatMap(({ reference }) => reference ?? [])),
  };
}

export const openAttempts = async (sql: Sql): Promise<number> => {
  const [row] = await sql.query<{ open: string }>(`select count(*) as open from attempt where state <> 'settled'`);
  return Number(row?.open ?? 0);
};
