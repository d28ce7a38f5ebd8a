import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HrmRecord } from '../customhrm/record.js';
import { Caller, open } from '../testing/caller.js';
import type { Sandbox } from '../start.js';
import type { Tenant } from '../world.js';
import { organizationNumber } from './norwegian.js';

const contactsOf = ({ powerofficego }: Tenant) => [...powerofficego.contacts.all()];
const hrmOf = ({ customhrm }: Tenant): HrmRecord[] =>
  [...customhrm.employees.inOrderOfId()].map(({ record }) => record);

describe('the sample', () => {
  let sandbox: Sandbox;
  let tenant: Tenant;
  beforeAll(async () => {
    sandbox = await open({ records: 600, tenants: ['default', 'second'] });
    tenant = sandbox.world.tenants.get('default')!;
  });
  afterAll(() => sandbox.close());

  test('has its rows in the shares the five flows need, double roles and suppliers among them', () => {
    const contacts = contactsOf(tenant);
    const customers = contacts.filter(({ roles }) => roles.customer);
    const suppliers = new Set(contacts.filter(({ roles }) => roles.supplier).map(({ id }) => id));
    const persons = [...tenant.powerofficego.persons.all()];
    expect([...tenant.powerofficego.departments.all()]).toHaveLength(30);
    expect(contacts.filter(({ roles }) => roles.employee)).toHaveLength(210);
    expect(customers.filter(({ shared }) => !shared.IsPerson)).toHaveLength(120);
    expect(customers.filter(({ shared }) => shared.IsPerson)).toHaveLength(60);
    expect(customers.filter(({ roles }) => roles.employee)).toHaveLength(6);
    expect(persons).toHaveLength(180);
    expect(persons.filter(({ contactId }) => suppliers.has(contactId!))).toHaveLength(18);
  });

  test('is the same for the same seed and size, stamps included, and another for another tenant', async () => {
    const again = await open({ records: 600, tenants: ['default', 'second'] });
    for (const path of ['/Employees', '/Customers', '/ContactPersons', '/Departments']) {
      const [one, two] = [await new Caller(sandbox).go('GET', path), await new Caller(again).go('GET', path)];
      expect(two.body).toEqual(one.body);
      expect((await new Caller(again, 'second').go('GET', path)).body).not.toEqual(one.body);
    }
    const hrm = (from: Sandbox) => new Caller(from).hrm('GET', '/employees?limit=500');
    expect((await hrm(again)).body.items).toEqual((await hrm(sandbox)).body.items);
    await again.close();
  });

  test('has a fifth of the counterparts in the HRM, born there', () => {
    const employees = hrmOf(tenant);
    const departments = [...tenant.customhrm.departments.inOrderOfId()];
    const own = employees.filter(({ employeeNumber }) => String(employeeNumber).startsWith('V-')).length + 2;
    const counterparts = employees.length + departments.length - own;
    expect(counterparts).toBeGreaterThan(105);
    expect(counterparts).toBeLessThan(130);
    expect(employees.every(({ externalId, meta }) => externalId === null && meta.version === 1)).toBe(true);
  });

  test('leaves at most one in twenty of each flow to people', () => {
    const nameless = contactsOf(tenant).filter(({ shared }) => shared.IsPerson && !shared.LastName);
    expect(nameless.length).toBeGreaterThan(0);
    expect(nameless.length).toBeLessThanOrEqual(3);
    const referred = new Set(contactsOf(tenant).map(({ roles }) => roles.employee?.values.ManagerEmployeeId));
    expect(nameless.some(({ id }) => referred.has(id))).toBe(false);
  });

  test('has valid organisation numbers and no circle of managers', () => {
    for (const { roles } of contactsOf(tenant)) {
      const number = roles.customer?.values.OrganizationNumber as string | undefined;
      const digits = number?.replace(/\D/g, '');
      if (digits && !number!.startsWith('SE')) expect(organizationNumber(Number(digits.slice(0, 8)))).toBe(digits);
      const { ManagerEmployeeId: manager } = roles.employee?.values ?? {};
      if (manager) expect(tenant.powerofficego.contacts.primary(manager as number)?.roles.employee).toBeDefined();
    }
    const above = (id: number): number =>
      (tenant.powerofficego.contacts.primary(id)!.roles.employee?.values.ManagerEmployeeId as number | undefined) ?? 0;
    expect(contactsOf(tenant).every(({ id }) => above(id) < id)).toBe(true);
  });

  test('has e-mail addresses and phone numbers that are nobody else’s, but for a few meant to be shared', () => {
    const emails = contactsOf(tenant).flatMap(({ shared }) => (shared.EmailAddress as string | undefined) ?? []);
    expect(new Set(emails).size).toBeGreaterThan(emails.length - 2);
    const numbers = hrmOf(tenant).flatMap(({ employeeNumber }) => (employeeNumber as string | null) ?? []);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test('may be of any size', async () => {
    for (const records of [0, 1, 3, 10]) await (await open({ records })).close();
  });
});
