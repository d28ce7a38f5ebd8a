import type { Scalar, Values } from '@samsvar/contracts';
import type { ApiRow, FieldTable } from './fields.js';
import { rawOf, read, written } from './fields.js';

export interface Operation {
  readonly op: 'test' | 'replace' | 'add';
  readonly path: string;
  readonly value: unknown;
}

const pathOf = (field: string) => `/${field.replace('.', '/')}`;
const isAddress = (field: string) => field.startsWith('MailAddress.');

export interface PatchOf {
  readonly values: Values;
  readonly expected: Values;
  readonly table: FieldTable;
  /** The row as the last look had it, whose own spelling a `test` must name. */
  readonly looked?: ApiRow | undefined;
  /** Whether a `test` per field goes first. */
  readonly tests: boolean;
  /** What no operation may name. */
  readonly readOnly: readonly string[];
}

/**
 * The operations of one PATCH: first a `test` per field expected, as it is stored by the last look's own spelling, then
 * a `replace`. An address that is not there yet is added whole, since its members cannot be reached.
 */
export function operationsOf(patch: PatchOf): readonly Operation[] {
  const fields = Object.keys(patch.values);
  const missing = hasNoAddress(patch);
  const tests = patch.tests ? testsOf(patch) : [];
  const plain = fields.filter((field) => !(missing && isAddress(field)));
  const replaces = plain.map((field) => ({
    op: 'replace' as const,
    path: pathOf(field),
    value: written(patch.values[field]!, patch.table[field]),
  }));
  return [...tests, ...replaces, ...(missing ? wholeAddress(patch.values) : [])];
}

const hasNoAddress = ({ looked, values }: PatchOf): boolean =>
  looked !== undefined && !looked['MailAddress'] && Object.keys(values).some(isAddress);

function wholeAddress(values: Values): readonly Operation[] {
  const members = Object.entries(values).filter(([field, value]) => isAddress(field) && value !== null);
  if (members.length === 0) return [];
  const value = Object.fromEntries(members.map(([field, member]) => [field.slice('MailAddress.'.length), member]));
  return [{ op: 'add', path: '/MailAddress', value }];
}

/** Of every field something is expected of; the members of an address that is not there cannot be reached. */
function testsOf(patch: PatchOf): readonly Operation[] {
  const noAddress = patch.looked !== undefined && !patch.looked['MailAddress'];
  return Object.keys(patch.expected)
    .filter((field) => !(noAddress && isAddress(field)) && !patch.readOnly.includes(field))
    .flatMap((field) => testOf(patch, field));
}

function testOf({ expected, table, looked }: PatchOf, field: string): readonly Operation[] {
  const value = expected[field];
  if (value === undefined || isShownWithoutBeingStored(field, value)) return [];
  return [{ op: 'test', path: pathOf(field), value: spelt(value, field, { table, looked }) }];
}

/** A country reads `NO` where nothing was given (reference/poweroffice-go.md 3.5): what is stored then is not known. */
const isShownWithoutBeingStored = (field: string, value: Scalar): boolean =>
  field === 'MailAddress.CountryCode' && value === 'NO';

/** The stored spelling of an expected value: blanks, composed letters and time parts are the system's own. */
function spelt(value: Scalar, field: string, { table, looked }: Pick<PatchOf, 'table' | 'looked'>): unknown {
  const type = table[field] ?? 'text';
  const raw = looked && rawOf(looked, field);
  return raw !== undefined && read(raw, type) === value ? raw : written(value, type);
}
