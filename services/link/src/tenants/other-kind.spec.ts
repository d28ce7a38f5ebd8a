import { Office } from '@samsvar/sync/testing';
import { expect, test } from 'vitest';
import { settingsOf } from './settings.js';

const department = (name: string, code: string) => ({
  category: 'DEPARTMENT',
  name,
  code,
  managerId: null,
  active: true,
});

test('an HRM department whose kind is changed by hand says nothing of its code, which is said in other words there', async () => {
  const office = new Office(settingsOf({ id: 'default', firstContact: 'live', matching: 'safe', flows: {} }));
  await office.hear(
    office.seen('powerofficego', 'DEPARTMENT', '1', department('Salg', '10')),
    office.seen('customhrm', 'DEPARTMENT', 'h1', department('Salg', '10')),
  );
  await office.scansComplete();
  await office.meetAll();
  expect(office.standings()).toEqual({ '1': 'agree' });
  const asCustomer = { ...department('Salg nord', '=10'), category: 'CUSTOMER' };
  await office.hear(office.seen('customhrm', 'CUSTOMER', 'h1', asCustomer, { revision: 2, mapping: 'other' }));
  expect(office.commands.map(({ values }) => values)).toEqual([{ name: 'Salg nord' }]);
});

test('a person customer who is employed has the HRM record told its new kind, and only once', async () => {
  const office = new Office(settingsOf({ id: 'default', firstContact: 'live', matching: 'safe', flows: {} }));
  const moe = { firstName: 'Kari', lastName: 'Moe', email: 'k@x.no', active: true };
  await office.hear(
    office.seen('powerofficego', 'CUSTOMER_PERSON', '12', { ...moe, category: 'CUSTOMER_PERSON' }),
    office.seen('customhrm', 'CUSTOMER_PERSON', 'e1', { ...moe, category: 'CUSTOMER_PERSON' }),
  );
  await office.scansComplete();
  await office.meetAll();
  expect(office.standings()).toEqual({ '12': 'agree' });
  const roles = ['EMPLOYEE' as const, 'CUSTOMER_PERSON' as const];
  const employed = { ...moe, category: 'EMPLOYEE' };
  await office.hear(office.seen('powerofficego', 'EMPLOYEE', '12', employed, { revision: 2, roles, mapping: 'other' }));
  const [told] = office.commands;
  expect(told).toMatchObject({
    ticket: { system: 'customhrm' },
    category: 'EMPLOYEE',
    values: { category: 'EMPLOYEE' },
  });
  await office.obey();
  expect(office.commands).toEqual([]);
  expect(office.standings()).toEqual({ '12': 'agree' });
});
