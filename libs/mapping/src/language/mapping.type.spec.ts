import type { Department, PowerOfficeDepartment as Native } from '@samsvar/contracts';
import { PowerOfficeDepartment } from '@samsvar/contracts';
import { expect, test } from 'vitest';
import type { Rows } from './mapping.js';
import { constant, mapping, rowsOf, unmapped } from './mapping.js';
import { text, yesNo } from './plain.js';

const { from } = rowsOf<Native>();
const none = unmapped('an example');

const rows: Rows<Department> = {
  category: constant('DEPARTMENT', 'atBirth'),
  code: from('Code', text),
  name: from('Name', text),
  organizationNumber: none,
  email: none,
  phone: none,
  websiteUrl: none,
  managerId: none,
  active: from('IsActive', yesNo),
  'address.line1': none,
  'address.line2': none,
  'address.postalCode': none,
  'address.city': none,
  'address.countryCode': none,
};
const at = { system: 'powerofficego', resource: 'departments', category: 'DEPARTMENT', kind: 'department' } as const;

test('what does not fit does not compile', () => {
  const native = PowerOfficeDepartment;
  expect(mapping<Department>({ ...at, native, fields: rows }).rows).toHaveLength(3);

  // @ts-expect-error a native property that does not exist
  from('Kode', text);
  // @ts-expect-error a codec that does not fit the native type
  from('IsActive', text);
  // @ts-expect-error a veto by a property that does not exist
  from('IsActive', yesNo, 'both', { vetoedBy: 'IsArchived' });
  // @ts-expect-error a codec that does not fit the canonical type
  const unfit: Rows<Department> = { ...rows, active: from('Name', text) };
  // @ts-expect-error a constant that is no category of this kind
  const foreign: Rows<Department> = { ...rows, category: constant('EMPLOYEE', 'atBirth') };
  const { code: _, ...short } = rows;
  // @ts-expect-error a canonical field without a row
  const missing: Rows<Department> = short;
  // @ts-expect-error a canonical field that does not exist
  const surplus: Rows<Department> = { ...rows, colour: none };
  expect([unfit, foreign, missing, surplus]).toHaveLength(4);
});
