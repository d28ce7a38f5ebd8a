import type { Category, Kind, RecordRef, Values } from '@samsvar/contracts';
import { categoriesOf, referenceOf } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import type { Matchable } from './index.js';
import { matchKeys, rules } from './index.js';
import { isSharedMailbox } from './mailbox.js';

const record = (category: Category, values: Values, more: Partial<Matchable> = {}): Matchable => ({
  category,
  values,
  ...more,
});
const kindOf = (category: Category): Kind =>
  categoriesOf.employee.some((name) => name === category) ? 'employee' : 'department';

/** The first rule under which two records are candidates, as matching would find them. */
function ruleOf(a: Matchable, b: Matchable): string | undefined {
  const found = rules[kindOf(a.category)].find(
    (rule) => rule.keyOf(a) !== undefined && rule.keyOf(a) === rule.keyOf(b) && rule.agrees(a, b),
  );
  return found && (found.sure ? found.name : `${found.name}?`);
}
const employees = (a: Values, b: Values, others: readonly Category[] = ['EMPLOYEE', 'EMPLOYEE']) =>
  ruleOf(record(others[0]!, a), record(others[1]!, b));

describe('two employees', () => {
  const ref: RecordRef = { tenant: 'default', system: 'powerofficego', resource: 'contact', id: '1' };

  test('are one when one bears the reference of the other', () => {
    const born = record('EMPLOYEE', {}, { reference: referenceOf(ref) });
    expect(ruleOf(record('EMPLOYEE', {}, { ref }), born)).toBe('reference');
    expect(ruleOf(born, record('EMPLOYEE', {}, { ref: { ...ref, id: '2' } }))).toBeUndefined();
  });

  test('are one by number and last name, or number and birth date', () => {
    const number = { employeeNumber: '42' };
    expect(employees({ ...number, lastName: 'Moe' }, { ...number, lastName: 'MOE ' })).toBe('employee-number');
    const born = { ...number, dateOfBirth: '1980-01-01' };
    expect(employees({ ...born, lastName: 'Moe' }, { ...born, lastName: 'Dahl' })).toBe('employee-number');
  });

  test('are two when only the number is the same', () => {
    expect(
      employees({ employeeNumber: '1', lastName: 'Moe' }, { employeeNumber: '1', lastName: 'Dahl' }),
    ).toBeUndefined();
    expect(employees({ employeeNumber: '1' }, { employeeNumber: '1' })).toBeUndefined();
  });

  test('have no number to go by unless both are employed', () => {
    const same = { employeeNumber: '1', lastName: 'Moe' };
    expect(employees(same, same, ['CUSTOMER_PERSON', 'EMPLOYEE'])).toBeUndefined();
  });

  test('are one by a personal e-mail address and compatible last names', () => {
    const one = { email: 'Kari@Eksempel.no', lastName: 'Hansen' };
    expect(employees(one, { email: 'kari@eksempel.no', lastName: 'Berg Hansen' })).toBe('email');
    expect(employees(one, { email: 'kari@eksempel.no', lastName: 'Berg-Hansen' })).toBe('email');
    expect(employees(one, { email: 'kari@eksempel.no', lastName: 'Dahl' })).toBeUndefined();
    expect(employees(one, { email: 'kari@eksempel.no' })).toBeUndefined();
  });

  test('are proposed by that address across categories', () => {
    const one = { email: 'kari@eksempel.no', lastName: 'Hansen' };
    expect(employees(one, one, ['CONTACT_PERSON', 'EMPLOYEE'])).toBe('email-other-category?');
    expect(employees(one, { ...one, lastName: 'Dahl' }, ['CONTACT_PERSON', 'EMPLOYEE'])).toBeUndefined();
  });

  test('are two behind a shared mailbox', () => {
    const shared = { email: 'post@eksempel.no', lastName: 'Hansen' };
    expect(employees(shared, shared)).toBeUndefined();
  });

  test('are proposed by name and birth date, or by phone and last name', () => {
    const born = { firstName: 'Kari', lastName: 'Moe', dateOfBirth: '1980-01-01' };
    expect(employees(born, { ...born, firstName: 'KARI' })).toBe('name-and-birth-date?');
    const phone = { lastName: 'Moe', phone: '91 23 45 67' };
    expect(employees(phone, { ...phone, phone: '+4791234567' })).toBe('phone-and-last-name?');
    expect(employees({ lastName: 'Moe', phone: '12' }, { lastName: 'Moe', phone: '12' })).toBeUndefined();
  });
});

describe('two departments', () => {
  const departments = (a: Values, b: Values, of: readonly Category[] = ['CUSTOMER', 'CUSTOMER']) =>
    ruleOf(record(of[0]!, a), record(of[1]!, b));

  test('are one by their code within the category', () => {
    expect(departments({ code: '10' }, { code: '10' })).toBe('code');
    expect(departments({ code: '10' }, { code: '10' }, ['CUSTOMER', 'DEPARTMENT'])).toBeUndefined();
  });

  test('are one by a valid organisation number, if they are customers', () => {
    const spelt = { organizationNumber: 'NO 312 345 676 MVA' };
    expect(departments(spelt, { organizationNumber: '312345676' })).toBe('organization-number');
    expect(departments({ organizationNumber: '312345677' }, { organizationNumber: '312345677' })).toBeUndefined();
    expect(departments(spelt, spelt, ['CUSTOMER', 'DEPARTMENT'])).toBeUndefined();
  });

  test('are proposed by their name, whatever form the company has', () => {
    expect(departments({ name: 'Eksempel  Bygg AS' }, { name: 'eksempel bygg' })).toBe('name?');
    expect(departments({ name: 'Eksempel A/S' }, { name: 'Eksempel AS' })).toBe('name?');
    expect(departments({ name: 'Salg' }, { name: 'Salg' }, ['CUSTOMER', 'DEPARTMENT'])).toBeUndefined();
    expect(departments({ name: 'Åsen' }, { name: 'Asen' })).toBeUndefined();
  });
});

test('empty and unknown values are never the same', () => {
  const nothing = { employeeNumber: null, email: null, phone: null, dateOfBirth: null, lastName: null, code: null };
  expect(matchKeys({ kind: 'employee', system: 'customhrm', category: 'EMPLOYEE', values: nothing })).toEqual([]);
  expect(matchKeys({ kind: 'department', system: 'customhrm', category: 'CUSTOMER', values: {} })).toEqual([]);
});

test('a record has its keys in one short prefixed form', () => {
  const values = {
    employeeNumber: '42',
    firstName: 'Kari',
    lastName: 'Moe',
    email: 'Kari@eksempel.no',
    phone: '91234567',
    dateOfBirth: '1980-01-01',
  };
  const keys = matchKeys({ kind: 'employee', system: 'powerofficego', category: 'EMPLOYEE', values });
  expect(keys).toEqual([
    'num:42',
    'mail:EMPLOYEE:kari@eksempel.no',
    'mailany:kari@eksempel.no',
    'nb:kari|moe|1980-01-01',
    'pl:+4791234567|moe',
  ]);
});

describe('a mailbox', () => {
  test.each(['post@a.no', 'Faktura@a.no', 'info+salg@a.no', 'regnskap2@a.no', 'e-post@a.no', 'hr@a.no'])(
    '%s is shared',
    (address) => {
      expect(isSharedMailbox(address)).toBe(true);
    },
  );
  test.each(['ola@a.no', 'postmann.pat@a.no', 'kari.salgs@a.no'])('%s is somebody’s own', (address) => {
    expect(isSharedMailbox(address)).toBe(false);
  });
});
