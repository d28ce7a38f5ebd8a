import type { Category } from '@samsvar/contracts';
import { categories } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import type { FieldPolicy, FlowChoices } from './policy.js';
import { choiceProblems, FlowChoices as Choices, policyOf } from './policy.js';

const policy = (category: Category, choices?: FlowChoices): Readonly<Record<string, FieldPolicy>> =>
  Object.fromEntries(policyOf(category, choices).fields.map((field) => [field.name, field]));
const named = (category: Category, holds: (field: FieldPolicy) => boolean) =>
  policyOf(category)
    .fields.filter(holds)
    .map(({ name }) => name)
    .sort();

describe('a field of a flow', () => {
  test('moves with those it only makes sense with', () => {
    expect(policy('EMPLOYEE')).toMatchObject({
      firstName: { unit: 'name' },
      lastName: { unit: 'name' },
      'address.city': { unit: 'address' },
      startDate: { unit: 'employment' },
      endDate: { unit: 'employment' },
      hiredDate: { unit: 'hiredDate' },
      phone: { unit: 'phone' },
    });
  });

  test('is heard and told both ways, unless its row says otherwise', () => {
    const oneWay = (category: Category) => named(category, ({ toldTo }) => !toldTo.includes('powerofficego'));
    expect(oneWay('EMPLOYEE')).toEqual(['category', 'employeeNumber']);
    expect(oneWay('CUSTOMER')).toEqual(['category', 'code']);
    expect(oneWay('CONTACT_PERSON')).toEqual(['category', 'departmentId']);
    expect(oneWay('CUSTOMER_PERSON')).toEqual(['category']);
    expect(oneWay('DEPARTMENT')).toEqual(['category']);
    expect(policy('EMPLOYEE').employeeNumber).toMatchObject({ heardFrom: ['powerofficego'], toldTo: ['customhrm'] });
    expect(policy('EMPLOYEE').email!.heardFrom).toEqual(['powerofficego', 'customhrm']);
  });

  test.each(categories)('of %s is told once only if it is the category', (category) => {
    expect(named(category, ({ once }) => once)).toEqual(['category']);
  });

  test('is demanded by the HRM where its contract says so', () => {
    expect(named('EMPLOYEE', ({ required }) => required)).toEqual(['firstName', 'lastName']);
    expect(named('CUSTOMER', ({ required }) => required)).toEqual(['name']);
  });

  test('is covered by a stamp of its record, of the role or of the address; a contact person’s address by none', () => {
    const stamps = (category: Category, name: string) => policy(category)[name]!.stamps;
    expect(stamps('EMPLOYEE', 'phone')).toEqual({ powerofficego: 'shared', customhrm: 'record' });
    expect(stamps('EMPLOYEE', 'jobTitle')).toEqual({ powerofficego: 'employee', customhrm: 'record' });
    expect(stamps('CUSTOMER', 'websiteUrl')).toEqual({ powerofficego: 'customer', customhrm: 'record' });
    expect(stamps('CUSTOMER', 'address.city')).toEqual({ powerofficego: 'address', customhrm: 'record' });
    expect(stamps('DEPARTMENT', 'name')).toEqual({ powerofficego: 'record', customhrm: 'record' });
    expect(stamps('CONTACT_PERSON', 'phone')).toEqual({ powerofficego: 'record', customhrm: 'record' });
    expect(stamps('CONTACT_PERSON', 'address.city')).toEqual({ customhrm: 'record' });
  });

  test('is tried again daily where it is whether a record is active, which may be refused for a while', () => {
    for (const category of categories) {
      expect(named(category, ({ retryAfterMs }) => retryAfterMs === 86_400_000)).toEqual(['active']);
    }
  });

  test('asks a person at a first difference when it names the record to others', () => {
    expect(named('EMPLOYEE', ({ asksFirst }) => asksFirst)).toEqual(['employeeNumber']);
    expect(named('CUSTOMER', ({ asksFirst }) => asksFirst)).toEqual(['organizationNumber']);
  });

  test('belongs to a role of a contact or to the contact', () => {
    const ofRole = (category: Category) => named(category, ({ roleOwn }) => roleOwn);
    expect(ofRole('EMPLOYEE')).toEqual([
      'departmentId',
      'employeeNumber',
      'endDate',
      'hiredDate',
      'jobTitle',
      'managerId',
      'startDate',
    ]);
    expect(ofRole('CUSTOMER_PERSON')).toEqual(['departmentId']);
    expect(ofRole('CUSTOMER')).toEqual(['code', 'organizationNumber', 'websiteUrl']);
    expect(ofRole('CONTACT_PERSON')).toEqual([]);
    expect(ofRole('DEPARTMENT')).toEqual([]);
  });

  test('may refer to records of one kind, in categories that both systems can say', () => {
    expect(policy('EMPLOYEE').departmentId).toMatchObject({ reference: 'department', targets: ['DEPARTMENT'] });
    expect(policy('EMPLOYEE').managerId).toMatchObject({ reference: 'employee', targets: ['EMPLOYEE'] });
    expect(policy('CONTACT_PERSON').departmentId).toMatchObject({ reference: 'department', targets: ['CUSTOMER'] });
    expect(policy('DEPARTMENT').managerId).toMatchObject({ reference: 'employee', targets: ['EMPLOYEE'] });
  });
});

describe("a tenant's choice", () => {
  test('narrows a direction and never widens one', () => {
    const narrowed = policy('CUSTOMER', { directions: { email: 'toHrm', phone: 'off', code: 'toPowerOfficeGo' } });
    expect(narrowed.email).toMatchObject({ heardFrom: ['powerofficego'], toldTo: ['customhrm'] });
    expect(narrowed.phone).toMatchObject({ heardFrom: [], toldTo: [] });
    expect(narrowed.code).toMatchObject({ heardFrom: [], toldTo: [] });
    expect(narrowed.name).toMatchObject({ toldTo: ['powerofficego', 'customhrm'] });
  });

  test('holds for a whole unit, by whichever name it is called', () => {
    const byUnit = policy('EMPLOYEE', { directions: { address: 'toHrm' }, owners: { name: 'customhrm' } });
    const byField = policy('EMPLOYEE', { directions: { 'address.city': 'toHrm' }, owners: { lastName: 'customhrm' } });
    for (const chosen of [byUnit, byField]) {
      expect(chosen['address.line1']!.toldTo).toEqual(['customhrm']);
      expect(chosen.firstName!.owner).toBe('customhrm');
      expect(chosen.email!.owner).toBe('powerofficego');
    }
  });

  test('that names nothing of the flow is told, with what could have been meant', () => {
    expect(choiceProblems('DEPARTMENT', { directions: { code: 'toHrm' }, owners: { emial: 'ask' } })).toEqual([
      { choice: 'owners', name: 'emial', known: ['active', 'category', 'code', 'managerId', 'name'] },
    ]);
  });

  test('is one of a closed list', () => {
    expect(Choices.safeParse({ directions: { email: 'sideways' } }).success).toBe(false);
    expect(Choices.parse({ owners: { email: 'latest' } })).toEqual({ owners: { email: 'latest' } });
  });
});
