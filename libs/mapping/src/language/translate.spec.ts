import type { Category, System, Values } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { mappings } from '../mappings.js';
import { toNative } from './translate.js';

const told = (system: System, category: Category, values: Values, birth = false) => {
  const native = toNative(mappings[category][system], values, { tenant: 'default', birth });
  return { values: native.values, refusals: native.refusals.map(({ field, code }) => `${field}: ${code}`) };
};

describe('what a system is told', () => {
  test('is only what it is asked to hold', () => {
    expect(told('powerofficego', 'EMPLOYEE', { email: 'ase@eksempel.no', active: false })).toEqual({
      values: { EmailAddress: 'ase@eksempel.no', IsArchived: true },
      refusals: [],
    });
  });

  test('leaves out its category where the flow itself says it, and names it where the HRM keeps it', () => {
    expect(told('powerofficego', 'CUSTOMER', { category: 'CUSTOMER', name: 'Eksempel' }).values).toEqual({
      Name: 'Eksempel',
    });
    expect(told('customhrm', 'CUSTOMER', { category: 'CUSTOMER' }).values).toEqual({ kind: 'CUSTOMER' });
  });

  test('empties a field that may be empty', () => {
    expect(told('customhrm', 'EMPLOYEE', { phone: null, departmentId: null }).values).toEqual({
      phone: null,
      departmentId: null,
    });
  });

  test('may be refused field by field, the rest being said all the same', () => {
    const values = { firstName: 'Å'.repeat(101), lastName: null, jobTitle: 'Selger' };
    expect(told('customhrm', 'EMPLOYEE', values)).toEqual({
      values: { jobTitle: 'Selger' },
      refusals: ['firstName: too-long', 'lastName: missing-last-name'],
    });
    expect(told('customhrm', 'DEPARTMENT', { name: null }).refusals).toEqual(['name: missing-name']);
  });

  test('never moves a contact person to another customer in PowerOffice Go', () => {
    const moved = { departmentId: 'default/powerofficego/contact/3' };
    expect(told('powerofficego', 'CONTACT_PERSON', moved).refusals).toEqual(['departmentId: cannot-move']);
  });

  test('never renumbers an employee in PowerOffice Go, but numbers one that was born in the HRM', () => {
    expect(told('powerofficego', 'EMPLOYEE', { employeeNumber: '42' }).refusals).toEqual([
      'employeeNumber: invalid-value',
    ]);
    expect(told('powerofficego', 'EMPLOYEE', { employeeNumber: '42' }, true).values).toEqual({ Number: '42' });
    expect(told('powerofficego', 'EMPLOYEE', { employeeNumber: '0042' }, true).refusals).toEqual([
      'employeeNumber: number-not-numeric',
    ]);
    expect(told('powerofficego', 'CUSTOMER', { code: '42' }, true).refusals).toEqual(['code: invalid-value']);
  });

  test('never puts an employee into a department that PowerOffice Go keeps as a customer', () => {
    const customers = { departmentId: 'default/powerofficego/contact/3' };
    expect(told('powerofficego', 'EMPLOYEE', customers).refusals).toEqual(['departmentId: reference-not-expressible']);
  });

  test('has no field that its flow leaves out', () => {
    expect(told('customhrm', 'CONTACT_PERSON', { dateOfBirth: '1980-01-01' }).refusals).toEqual([
      'dateOfBirth: invalid-value',
    ]);
  });
});
