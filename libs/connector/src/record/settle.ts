import type { NativeWriteAnswered, Refusal, Scalar, Ticket } from '@samsvar/contracts';
import type { Reading } from '../port.js';
import { addressOf, fieldsOf } from './fields.js';
import type { HearContext } from './hear.js';
import { hear, marked } from './hear.js';
import type { RecordRow } from './row.js';
import { nextRevision } from './row.js';
import type { Command } from './write.js';

/** A settled write: the row to keep and the answer to tell. */
export interface Settled {
  readonly row: RecordRow | undefined;
  readonly answer: NativeWriteAnswered;
}

/**
 * Applied: what is stored is heard, and only the fields that were sent are ours. The revision moves even when the
 * system stored just what it held, so that the answer is newer than all that was told before.
 */
export function settleDone(
  row: RecordRow | undefined,
  reading: Reading,
  context: HearContext,
  write: {
    readonly ticket: Ticket;
    readonly sent: readonly string[];
    readonly role?: Command['role'];
    readonly ambiguous?: readonly string[];
    readonly found?: true;
  },
): Settled {
  const heard = hear(row, reading, { ...context, answer: true });
  const revision = nextRevision(row, context.floor);
  const sent = write.sent.map((field) => addressOf(heard.row.values, field, write.role));
  const uncovered = sent.some((field) => context.resource.stampOf(field) === null);
  const next: RecordRow = {
    ...heard.row,
    revision,
    ...(row && { changed: marked(heard.row.changed, [...sent, ...heard.changed], revision) }),
    ...(uncovered && { quietSince: context.now }),
  };
  const { sent: ours, ambiguous, found } = write;
  const told = { sent: ours, ...(ambiguous && { ambiguous }), ...(found && { found }) };
  return { row: next, answer: answered(write.ticket, 'done', next, told) };
}

/**
 * Nothing went out, or nothing of it counts: the row stands (with what a look brought), and says so. A record that was
 * not there is doubted until it is met again, or known to be gone.
 */
export function settleUnsent(
  row: RecordRow | undefined,
  ticket: Ticket,
  outcome: 'same' | 'stale' | 'refused' | 'gone',
  more: Unsent = {},
): Settled {
  const { role, ...told } = more;
  if (outcome !== 'gone') return { row, answer: answered(ticket, outcome, row, { sent: [], ...told }) };
  const answer = answered(ticket, outcome, undefined, { sent: [], ...told });
  if (!row) return { row, answer };
  return { row: { ...row, doubted: role ? { role } : {} }, answer: { ...answer, ref: row.ref } };
}

/**
 * A row that is older than what the write was decided on was set back (a failover lost its last changes): as it is met
 * now it is newer than all that was told before, and nothing decided before counts.
 */
export function raisedAbove(row: RecordRow | undefined, decidedOn: number, floor = 0): RecordRow | undefined {
  if (!row || decidedOn <= row.revision) return row;
  const revision = Math.max(decidedOn + 1, floor);
  return { ...row, revision, since: revision };
}

interface Unsent {
  readonly refusals?: readonly Refusal[];
  readonly ambiguous?: readonly string[];
  /** The role it was told through. */
  readonly role?: Command['role'];
}

interface Told {
  readonly sent: readonly string[];
  readonly refusals?: readonly Refusal[];
  readonly ambiguous?: readonly string[];
  readonly found?: true;
}

/** An answer is an observation too: it carries everything the row holds. */
function answered(
  ticket: Ticket,
  outcome: NativeWriteAnswered['outcome'],
  row: RecordRow | undefined,
  told: Told,
): NativeWriteAnswered {
  return {
    ticket,
    outcome,
    sent: [...told.sent],
    ...(told.ambiguous && told.ambiguous.length > 0 && { ambiguous: [...told.ambiguous] }),
    ...(told.found && { found: true }),
    ...(row && {
      ref: row.ref,
      values: row.values,
      stamps: { ...row.stamps },
      incarnation: row.incarnation,
      revision: row.revision,
      ...(row.reference !== undefined && { reference: row.reference }),
      ...(row.problem && { problem: [...row.problem] }),
    }),
    refusals: [...(told.refusals ?? [])],
  };
}

/**
 * The fields of a write that a reading shows as wanted, and those it does not: also those that it does not show at all,
 * and, of a write whose place was taken, those that nobody wants any more.
 */
export function compared(
  reading: Reading,
  write: { readonly values: Command['values']; readonly sent: readonly string[]; readonly role?: Command['role'] },
): { readonly equal: readonly string[]; readonly other: readonly string[] } {
  const fields = fieldsOf(reading.values);
  const isEqual = (field: string): boolean =>
    field in write.values && fields[addressOf(reading.values, field, write.role)] === write.values[field];
  return { equal: write.sent.filter(isEqual), other: write.sent.filter((field) => !isEqual(field)) };
}

/**
 * Which of the fields that went out a later reading shows as ours: those stored as wanted, or as the system's spelling
 * of it (cut short, other case or blanks). Anything else a person may have put there since: it is no echo, but news.
 */
export function echoed(
  reading: Reading,
  write: { readonly values: Command['values']; readonly sent: readonly string[]; readonly role?: Command['role'] },
): readonly string[] {
  const fields = fieldsOf(reading.values);
  const isOurs = (field: string): boolean =>
    field in write.values && isSpelling(write.values[field], fields[addressOf(reading.values, field, write.role)]);
  return write.sent.filter(isOurs);
}

function isSpelling(wanted: Scalar | undefined, stored: Scalar | undefined): boolean {
  if (wanted === stored) return true;
  if (typeof wanted !== 'string' || typeof stored !== 'string' || stored === '') return false;
  const plain = (text: string) => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
  return plain(wanted).startsWith(plain(stored));
}
