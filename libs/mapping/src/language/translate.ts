import type { RecordRef, Refusal, Scalar, Values } from '@samsvar/contracts';
import type { No, Place } from './codec.js';
import { isNo, no } from './codec.js';
import type { FieldRow, Mapping } from './mapping.js';

/** What a record says in canonical words, and which of its fields could not be read. */
export interface Canonical {
  readonly values: Values;
  readonly problems: readonly Refusal[];
}

/** What a system is told in its own words, and which fields it cannot be told. */
export interface Native {
  readonly values: Values;
  readonly refusals: readonly Refusal[];
}

const refusal = (field: string, { code, words }: No): Refusal => ({ field, code, words });

/**
 * A record in canonical words. What is absent stays absent (not known), references become record keys, and a value that
 * does not fit its row is a problem that names the field; the rest of the record is read all the same.
 */
export function toCanonical(mapping: Mapping, at: Pick<RecordRef, 'tenant'>, native: Values): Canonical {
  // Grown from an empty object: one that begins as a spread costs V8 ten times as much to add twenty fields to.
  const values: Record<string, Scalar> = {};
  for (const field in mapping.constants) values[field] = mapping.constants[field]!;
  const problems: Refusal[] = [];
  for (const row of mapping.rows) {
    const said = native[row.native];
    if (said === undefined) continue;
    const value = row.vetoedBy !== undefined && native[row.vetoedBy] === false ? false : row.codec.decode(said, at);
    if (isNo(value)) problems.push(refusal(row.field, { code: value.code, words: `${row.native} ${value.words}` }));
    else values[row.field] = value;
  }
  return { values, problems };
}

const demanded = (code: FieldRow['required']): No =>
  no(code ?? 'missing-required', 'is required there and was emptied');
const oneWay = no('invalid-value', 'travels towards the HRM only and cannot be told here');

/** Why a row cannot be told to this system at all: it is heard there and nothing else. */
function untellable(mapping: Mapping, row: FieldRow, birth: boolean): No | undefined {
  if (mapping.system === 'customhrm' || row.way === 'both' || (birth && row.bornBack)) return undefined;
  return row.fixed ?? oneWay;
}

function said(mapping: Mapping, row: FieldRow, value: Scalar, { tenant, birth }: Telling): Scalar | No {
  const untold = untellable(mapping, row, birth);
  if (untold) return untold;
  if (value === null && row.required) return demanded(row.required);
  return row.codec.encode(value, { tenant });
}

/** Where and when something is told. */
export interface Telling extends Place {
  /** Whether the record is made by it. */
  readonly birth: boolean;
}

/**
 * What a system is told, in its own words. A field that cannot be said is refused by its canonical name; one that the
 * flow itself says in this system (its category) is nothing to write.
 */
export function toNative(mapping: Mapping, values: Values, telling: Telling): Native {
  const native: Record<string, Scalar> = {};
  const refusals: Refusal[] = [];
  for (const field in values) {
    if (field in mapping.constants) continue;
    const row = mapping.rowOf.get(field);
    const value = row ? said(mapping, row, values[field]!, telling) : no('invalid-value', 'has no place in this flow');
    if (isNo(value)) refusals.push(refusal(field, value));
    else native[row!.native] = value;
  }
  return { values: native, refusals };
}

/**
 * What the system must have said for us to believe these values: what a write expects. Fields nothing can say are
 * left out.
 */
export function toExpected(mapping: Mapping, values: Values, at: Place): Values {
  const native: Record<string, Scalar> = {};
  for (const field in values) {
    const row = mapping.rowOf.get(field);
    const value = row?.codec.recall(values[field]!, at);
    if (row && value !== undefined && !isNo(value)) native[row.native] = value;
  }
  return native;
}
