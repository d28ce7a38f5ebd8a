import type { ContactValues, RecordRef, Values } from '@samsvar/contracts';
import { categories, categoriesOf, CanonicalRecordSeen, Department, Employee, systems } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { asDepartment, canonicalOf } from './canonical.js';
import { toExpected, toNative } from './language/translate.js';
import { mappings } from './mappings.js';
import { examples, meant } from './testing/examples.js';

const everyRecord = categories.flatMap((category) => systems.map((system) => [system, category] as const));
const at = { tenant: 'default' };
const flat = (values: Values | ContactValues): Values =>
  'shared' in values && typeof values.shared === 'object'
    ? {
        ...(values as ContactValues).shared,
        ...(values as ContactValues).employee,
        ...(values as ContactValues).customer,
      }
    : (values as Values);

describe.each(everyRecord)('a whole record of %s, category %s', (system, category) => {
  const { ref, values } = examples[category][system];
  const mapping = mappings[category][system];

  test('means what it says', () => {
    expect(canonicalOf({ ref, values })).toEqual({
      kind: mapping.kind,
      category,
      roles: [category],
      values: meant(category, system),
      problems: [],
      mapping: mapping.fingerprint,
    });
  });

  test('is a canonical record by the contract', () => {
    const shape = mapping.kind === 'employee' ? Employee.strict() : Department.strict();
    expect(shape.parse(canonicalOf({ ref, values }).values)).toEqual(meant(category, system));
    expect(CanonicalRecordSeen.shape.category.options).toContain(category);
    expect(categoriesOf[mapping.kind]).toContain(category);
  });

  test('is expected as it was said', () => {
    const said = flat(values);
    const expected = toExpected(mapping, meant(category, system), at);
    expect(expected).toEqual(Object.fromEntries(mapping.rows.map(({ native }) => [native, said[native]])));
  });

  test('is told back as it was said, but for what only travels towards the HRM', () => {
    const said = flat(values);
    const { values: told, refusals } = toNative(mapping, meant(category, system), { ...at, birth: false });
    const oneWay = mapping.rows.filter((row) => row.way !== 'both' && system === 'powerofficego');
    const tellable = mapping.rows.filter((row) => !oneWay.includes(row));
    expect(told).toEqual(Object.fromEntries(tellable.map(({ native }) => [native, said[native]])));
    expect(refusals.map(({ field }) => field)).toEqual(oneWay.map(({ field }) => field));
  });
});

describe('a contact', () => {
  const ref: RecordRef = { tenant: 'default', system: 'powerofficego', resource: 'contact', id: '9' };
  const shared = { Name: 'Åse Ødegård', FirstName: 'Åse', LastName: 'Ødegård', IsArchived: false };
  const employee = { Number: '7', DepartmentId: '1' };
  const customer = { Number: '10009', DepartmentId: '2', IsActive: false };
  const said = (values: ContactValues) => canonicalOf({ ref, values });

  test('that is both employee and customer speaks as employee', () => {
    const both = said({ roles: ['customer', 'employee'], shared: { ...shared, IsPerson: true }, employee, customer });
    expect(both).toMatchObject({ kind: 'employee', category: 'EMPLOYEE', roles: ['EMPLOYEE', 'CUSTOMER_PERSON'] });
    expect(both.values).toMatchObject({ employeeNumber: '7', departmentId: 'default/powerofficego/departments/1' });
    expect(both.values.active).toBe(true);
  });

  test('that is a person and a customer is an employee, one that is a company a department', () => {
    const person = said({ roles: ['customer'], shared: { ...shared, IsPerson: true }, customer });
    expect(person).toMatchObject({ kind: 'employee', category: 'CUSTOMER_PERSON', roles: ['CUSTOMER_PERSON'] });
    const company = said({ roles: ['customer'], shared: { ...shared, IsPerson: false }, customer });
    expect(company).toMatchObject({ kind: 'department', category: 'CUSTOMER', roles: ['CUSTOMER'] });
    expect(company.values).toMatchObject({ name: 'Åse Ødegård', code: '10009' });
  });

  test('that does not say whether it is a person is a company, as PowerOffice Go has it', () => {
    expect(said({ roles: ['customer'], shared, customer }).category).toBe('CUSTOMER');
  });

  test('is inactive when it is archived or inactive as a customer', () => {
    const active = (IsArchived: boolean | null, IsActive: boolean | null) =>
      said({ roles: ['customer'], shared: { ...shared, IsArchived }, customer: { ...customer, IsActive } }).values
        .active;
    expect([active(false, true), active(false, null), active(true, true), active(false, false)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(active(null, true)).toBeNull();
  });

  test('that is a person and a customer is a department besides, by the name it has or by its two', () => {
    const besides = (values: ContactValues) => asDepartment({ ref, values });
    const person = { ...shared, IsPerson: true };
    expect(besides({ roles: ['employee', 'customer'], shared: person, employee, customer })).toMatchObject({
      kind: 'department',
      category: 'CUSTOMER',
      values: { category: 'CUSTOMER', name: 'Åse Ødegård', code: '10009', active: false },
    });
    const named = (more: Values) => besides({ roles: ['customer'], shared: { ...person, ...more } })?.values.name;
    expect([named({ Name: null }), named({ Name: null, LastName: null }), named({ Name: 'Ås' })]).toEqual([
      'Åse Ødegård',
      'Åse',
      'Ås',
    ]);
    expect(named({ Name: null, FirstName: null, LastName: null })).toBeNull();
    expect(besides({ roles: ['employee'], shared: person, employee })).toBeUndefined();
    expect(besides({ roles: ['customer'], shared, customer })).toBeUndefined();
  });

  test('without the shape of one is a problem of the whole record', () => {
    expect(canonicalOf({ ref, values: { FirstName: 'Åse' } }).problems).toMatchObject([
      { field: null, code: 'schema' },
    ]);
    const departments: RecordRef = { ...ref, resource: 'departments' };
    const wrong = canonicalOf({ ref: departments, values: { roles: ['customer'], shared: {} } });
    expect(wrong.problems).toMatchObject([{ field: null, code: 'schema' }]);
  });
});

describe('a record of the HRM', () => {
  const at = (resource: 'employee' | 'department', values: Values) =>
    canonicalOf({ ref: { tenant: 'default', system: 'customhrm', resource, id: '1' }, values });

  test('without a kind was born there', () => {
    expect(at('employee', { kind: null, lastName: 'Moe' })).toMatchObject({
      category: 'EMPLOYEE',
      values: { category: null },
    });
    expect(at('department', { name: 'Salg' })).toMatchObject({ category: 'DEPARTMENT', values: { name: 'Salg' } });
    expect(at('department', { name: 'Salg' }).values).not.toHaveProperty('category');
  });

  test('of a kind nobody knows is a problem, never a default', () => {
    const strange = at('employee', { kind: 'ROBOT', lastName: 'Moe' });
    expect(strange.problems).toMatchObject([{ field: 'category', code: 'schema' }]);
    expect(strange.values).toEqual({ lastName: 'Moe' });
  });

  test('has a department code without its prefix for customers only', () => {
    expect(at('department', { kind: 'CUSTOMER', code: 'C-10' }).values.code).toBe('10');
    expect(at('department', { kind: 'DEPARTMENT', code: 'C-10' }).values.code).toBe('C-10');
  });
});

describe('a record whose answer does not fit', () => {
  test('is read but for the fields that do not, each named with the property that is wrong', () => {
    const ref: RecordRef = { tenant: 'default', system: 'powerofficego', resource: 'departments', id: '1' };
    const { values, problems } = canonicalOf({
      ref,
      values: { Name: 'Salg', IsActive: 'yes', ManagerEmployeeId: '7' },
    });
    expect(values).toEqual({
      category: 'DEPARTMENT',
      name: 'Salg',
      managerId: 'default/powerofficego/contact/7',
    });
    expect(problems).toEqual([{ field: 'active', code: 'schema', words: 'IsActive is not a yes or no' }]);
  });
});
