import type { NativeWriteRecord, RecordKey } from '@samsvar/contracts';
import { ticketKey } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';
import { Columns } from '@samsvar/persistence';

/**
 * Where an attempt stands. `asked`: noted, no bytes have left; `sent`: bytes may have left and no answer was stored;
 * `applied`: the system said done without saying what it stores; `settled`: answered, and told; `doubted`: decided
 * before this store's present history began, so a store that was lost may have sent it: it is looked at, never sent.
 */
export type AttemptState = 'asked' | 'sent' | 'applied' | 'doubted' | 'settled';

/** What was noted before the bytes left: the fields that went out, and the record's version and stamps before. */
export interface Note {
  readonly sent: readonly string[];
  readonly before: { readonly version?: string; readonly stamps: Readonly<Record<string, string>> };
  /** It was noted of a write whose place this one has taken: that one had asked for other things. */
  readonly inherited?: true;
}

/** A write asked of one member of a link: at most one is open at a time. */
export interface Attempt {
  readonly command: NativeWriteRecord;
  readonly state: AttemptState;
  readonly bulk: boolean;
  readonly note?: Note;
  /** How often it was tried in this process. */
  readonly tries: number;
  /** The trace of what caused it; its answer is in the same. */
  readonly traceparent?: string | undefined;
}

/** An attempt as it is stored. */
export interface Stored {
  readonly command: NativeWriteRecord;
  readonly state: AttemptState;
  readonly bulk: boolean;
  readonly note: Note | null;
  readonly traceparent?: string | null | undefined;
}

/** How long an attempt is its process's own without another word. */
export const heldForSeconds = 15;

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

/** An attempt that has its answer, and whether the answer is that it was carried out. */
export interface Ending {
  readonly attempt: Attempt;
  readonly isDone: boolean;
}

/**
 * Answers are stored: the attempts are settled and forget their values. What was carried out whoever did it settles;
 * any other answer only the owner's does, since whoever has taken an attempt over may have sent it, and what a former
 * owner met may be just that. Answers those settled by this, by ticket, and whether readings of their records were
 * withheld.
 */
export async function settleAttempts(
  sql: Sql,
  endings: readonly Ending[],
  owner: string,
): Promise<ReadonlyMap<string, { readonly withheld: boolean }>> {
  if (endings.length === 0) return new Map();
  const of = new Columns(endings);
  const columns = [
    of.text(({ attempt }) => attempt.command.ticket.linkId),
    of.text(({ attempt }) => attempt.command.ticket.resource),
    of.integer(({ attempt }) => attempt.command.ticket.n),
    of.text(({ attempt }) => ticketKey(attempt.command.ticket)),
    of.boolean(({ isDone }) => isDone),
  ];
  const settled = await sql.query<{ ticket: string; withheld: boolean }>(
    `with m as (
       select m.* from attempt a join unnest(${columns.join(', ')}) as m (link_id, resource, n, ticket, done)
         using (link_id, resource, n)
       where a.state <> 'settled' and (m.done or a.owner = ${of.one(owner)})
       order by a.link_id, a.resource for update of a)
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
