import type { Scalar, Values } from '@samsvar/contracts';
import { plainText } from '@samsvar/contracts';
import fc from 'fast-check';
import { fields } from '../fields.js';
import type { Mapping } from '../language/mapping.js';

/** Text as connectors hand it over: NFC, outer blanks cut, never the empty string. */
const plain = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constantFrom('Åse Ødegård', 'Bjørn-Erik', 'A\u030ase', 'O’Brien', '株式会社', '"; drop table', 'x'.repeat(400)),
    fc.constantFrom('ola@eksempel.no', 'OLA@Eksempel.no', 'no mail', '91 23 45 67', '+4791234567', '12', '0042', '42'),
    fc.constantFrom('eksempel.no', 'https://eksempel.no/', 'NO 312 345 676 MVA', '312345676', '312345677', 'C-1', '=1'),
  )
  .map(plainText)
  .filter((text) => text !== null);
const date = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const number = fc.nat({ max: 2 ** 31 - 1 }).map(String);

const numbers = new Set(['Number', 'ContactId', 'DepartmentId', 'ManagerEmployeeId']);
const isYesNo = (name: string) => name === 'active' || name.startsWith('Is');
const isDate = (name: string) => /date/i.test(name);

/** Any of these fields; `requiredKeys: []` leaves some out, never `undefined` in their place. */
const someOf = (parts: Record<string, fc.Arbitrary<Scalar>>): fc.Arbitrary<Values> =>
  fc.record(parts, { requiredKeys: [] }) as fc.Arbitrary<Values>;

/** Some value a connector may hand over under this native name. */
function nativeValue(mapping: Mapping, name: string): fc.Arbitrary<Scalar> {
  if (name === 'kind') return fc.constantFrom(mapping.category, null);
  if (isYesNo(name)) return fc.option(fc.boolean());
  if (isDate(name)) return fc.option(date);
  if (mapping.system === 'powerofficego' && numbers.has(name)) return fc.option(number);
  return fc.option(plain);
}

/** Some record of this mapping in its system's words; any property may be empty, any may be unknown. */
export function nativeRecord(mapping: Mapping): fc.Arbitrary<Values> {
  const names = Object.keys(mapping.native.shape);
  return someOf(Object.fromEntries(names.map((name) => [name, nativeValue(mapping, name)])));
}

/** Some canonical record as the other side might say it, with references to records of this mapping's own system. */
export function canonicalRecord(mapping: Mapping): fc.Arbitrary<Values> {
  const value = ({ field, codec }: Mapping['rows'][number]): fc.Arbitrary<Scalar> => {
    if (field === 'category') return fc.constant(mapping.category);
    if (field === 'active') return fc.option(fc.boolean());
    if (isDate(field)) return fc.option(date);
    if (!fields[mapping.kind].get(field)!.reference) return fc.option(plain);
    return fc.option(number.map((id) => codec.decode(id, { tenant: 'default' }) as string));
  };
  return someOf(Object.fromEntries(mapping.rows.map((row) => [row.field, value(row)])));
}

export const anyScalar: fc.Arbitrary<Scalar> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.constant(null),
  plain,
);
