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
}

/**
 * The operations of one PATCH: first a `test` per field, as it is stored by the last look's own spelling, then a
 * `replace`. An address that is not there yet is added whole, since its members cannot be reached.
 */
export function operationsOf(patch: PatchOf): readonly Operation[] {
  const fields = Object.keys(patch.values);
  const missing = hasNoAddress(patch);
  const tests = patch.tests
    ? fields.filter((field) => !(missing && isAddress(field))).flatMap((field) => testOf(patch, field))
    : [];
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

function testOf({ expected, table, looked }: PatchOf, field: string): readonly Operation[] {
  const value = expected[field];
  if (value === undefined) return [];
  return [{ op: 'test', path: pathOf(field), value: spelt(value, field, { table, looked }) }];
}

/** The stored spelling of an expected value: blanks, composed letters and time parts are the system's own. */
function spelt(value: Scalar, field: string, { table, looked }: Pick<PatchOf, 'table' | 'looked'>): unknown {
  const type = table[field] ?? 'text';
  const raw = looked && rawOf(looked, field);
  return raw !== undefined && read(raw, type) === value ? raw : written(value, type);
}
