import type { NativeWriteRecord, Scalar, Values } from '@samsvar/contracts';
import { addressOf, fieldsOf } from './fields.js';
import type { RecordRow } from './row.js';

/** A command about a record that exists. */
export type Command = Pick<NativeWriteRecord, 'values' | 'expected' | 'decidedOn' | 'role'> &
  Partial<Pick<NativeWriteRecord, 'op'>>;

/** What may become of a command, decided against the row after the look, where there is one. */
export type Verdict =
  /** Every wanted value is held already. */
  | { readonly verdict: 'same' }
  /** Something it was decided on has changed: nothing is sent. */
  | { readonly verdict: 'stale'; readonly fields: readonly string[] }
  /** There is no such record, as far as is known. */
  | { readonly verdict: 'gone' }
  /** Only these fields go out. */
  | { readonly verdict: 'write'; readonly fields: readonly string[] };

/**
 * A write goes out only against the state it was decided on (Inv 5). A field that holds the wanted value needs no write
 * (Inv 17); any other must hold what was expected, and the row must not have told a change of it since the revision it
 * was decided on (an edit and its revert are two edits that the decision may not have seen). What was decided on a row
 * that another store kept (lost since, or set back) is decided on nothing this row can vouch for. A deactivation goes
 * out only while the record is as a whole what it was decided on, and a part of a group only while its rest is.
 */
export function mayWrite(row: RecordRow | undefined, command: Command): Verdict {
  if (!row || row.gone) return { verdict: 'gone' };
  const open = Object.keys(command.values).filter((field) => held(row, command, field) !== command.values[field]);
  if (open.length === 0) return { verdict: 'same' };
  const conditions = new Set([...open, ...besides(command)]);
  const stale = [...conditions].filter((field) => isStale(row, command, field));
  return stale.length > 0 ? { verdict: 'stale', fields: stale } : { verdict: 'write', fields: open };
}

/** What a command expects besides the fields that it writes; of a deactivation all that it expects. */
export const besides = ({ op, expected, values }: Command): readonly string[] =>
  Object.keys(expected).filter((field) => op === 'deactivate' || !(field in values));

/** Whether a command was decided on what this store has never told: its row was lost, or set back. */
export const isForeign = (row: RecordRow | undefined, { decidedOn }: Pick<Command, 'decidedOn'>): boolean =>
  !row || decidedOn > row.revision || decidedOn < (row.since ?? 0);

function isStale(row: RecordRow, command: Command, field: string): boolean {
  if (isForeign(row, command)) return true;
  const told = row.changed[addressOf(row.values, field, command.role)] ?? 0;
  if (told > command.decidedOn) return true;
  const expected = command.expected[field];
  return expected !== undefined && held(row, command, field) !== expected;
}

/** What the row holds in a field named in the system's own words; undefined when it is not known. */
export function held(row: RecordRow, { role }: Pick<Command, 'role'>, field: string): Scalar | undefined {
  return fieldsOf(row.values)[addressOf(row.values, field, role)];
}

/** The named fields of some values. */
export const only = (values: Values, fields: readonly string[]): Values =>
  Object.fromEntries(fields.flatMap((field) => (field in values ? [[field, values[field]!] as const] : [])));
