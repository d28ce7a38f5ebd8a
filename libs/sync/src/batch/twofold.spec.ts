import type { CanonicalWriteAnswered, CanonicalWriteRecord, Message, Values } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { plainField } from '../testing/given.js';
import { Office, officeSettings } from '../testing/office.js';
import { heedChoices } from './again.js';
import type { TenantSettings } from './settings.js';

const key = 'default/powerofficego/personcustomer/14';
const asPerson = { lastName: 'Vik', email: 'v@x.no', active: true };
const asDepartment = { values: { name: 'Ola Vik', code: '14', active: true } as Values, mapping: 'd' };

const policies = new Map(
  [
    policyFrom(
      'CUSTOMER_PERSON',
      ['lastName', 'email', 'active'].map((name) => plainField(name)),
    ),
    policyFrom(
      'CUSTOMER',
      ['name', 'code', 'active'].map((name) => plainField(name)),
    ),
  ].map((policy) => [policy.category, policy] as const),
);
const choose = (more: Partial<TenantSettings> = {}): TenantSettings =>
  officeSettings({ policyOf: (category) => policies.get(category) ?? officeSettings().policyOf(category), ...more });
const both = { personCustomersAsDepartments: true };

/** A customer who is a person, said by PowerOffice Go. */
const said = (office: Office, person: Values, department?: Values, revision = 1): Message =>
  office.seen('powerofficego', 'CUSTOMER_PERSON', '14', person, {
    revision,
    ...(department && { asDepartment: { ...asDepartment, values: { ...asDepartment.values, ...department } } }),
  });

/** PowerOffice Go answers with the contact, which is both. */
function answered(office: Office, command: CanonicalWriteRecord, person: Values, department: Values, revision: number) {
  const data: CanonicalWriteAnswered = {
    ticket: command.ticket,
    outcome: 'done',
    sent: Object.keys(command.values),
    refusals: [],
    ref: office.ref('powerofficego', 'CUSTOMER_PERSON', '14'),
    revision,
    incarnation: 1,
    ...{ kind: 'employee', category: 'CUSTOMER_PERSON', roles: ['CUSTOMER_PERSON'], mapping: 'm' },
    values: { ...person },
    asDepartment: { ...asDepartment, values: { ...asDepartment.values, ...department } },
  };
  return office.message('WriteAnswered', data);
}

async function linked(more: Partial<TenantSettings> = both): Promise<Office> {
  const office = new Office(choose(more));
  await office.hear(said(office, asPerson, {}));
  await office.scansComplete();
  await office.meetAll();
  while ((await office.obey()).length > 0);
  return office;
}
const states = ({ ledger }: Office) =>
  Object.fromEntries(
    [...ledger.kept.values()].map(({ changed }) => [changed.state.founding!.resource, changed.standing.state]),
  );
const hrmOf = ({ ledger }: Office, resource: string) =>
  [...ledger.rows.values()].find(({ ref }) => ref.system === 'customhrm' && ref.resource === resource);

describe('a customer who is a person', () => {
  test('is an employee only, unless the tenant wants otherwise', async () => {
    expect(states(await linked({}))).toEqual({ contact: 'agree' });
  });

  test('is an employee and a department where the tenant wants that', async () => {
    const office = await linked();
    expect(states(office)).toEqual({ contact: 'agree', personcustomer: 'agree' });
    expect([hrmOf(office, 'employee')?.values, hrmOf(office, 'department')?.values]).toMatchObject([
      asPerson,
      { name: 'Ola Vik', code: '14' },
    ]);
  });

  test('has both told when it is edited in PowerOffice Go', async () => {
    const office = await linked();
    await office.hear(said(office, { ...asPerson, lastName: 'Moe' }, { name: 'Ola Moe' }, 2));
    expect(office.commands.map(({ category, values }) => [category, values])).toEqual([
      ['CUSTOMER_PERSON', { lastName: 'Moe' }],
      ['CUSTOMER', { name: 'Ola Moe' }],
    ]);
  });

  test('has the one told what was written to it for the other, both ways', async () => {
    const office = await linked();
    const employee = hrmOf(office, 'employee')!;
    await office.hear(
      office.seen('customhrm', 'CUSTOMER_PERSON', employee.ref.id, { ...asPerson, lastName: 'Moe' }, { revision: 9 }),
    );
    const [toContact] = office.commands.splice(0);
    expect(toContact).toMatchObject({ ref: { resource: 'contact' }, values: { lastName: 'Moe' } });
    await office.hear(answered(office, toContact!, { ...asPerson, lastName: 'Moe' }, { name: 'Ola Moe' }, 2));
    expect(office.commands).toMatchObject([{ category: 'CUSTOMER', values: { name: 'Ola Moe' } }]);
    await office.obey();

    const department = hrmOf(office, 'department')!;
    const renamed = { ...department.values, name: 'Moe' };
    await office.hear(office.seen('customhrm', 'CUSTOMER', department.ref.id, renamed, { revision: 9 }));
    const [toPerson] = office.commands.splice(0);
    expect(toPerson).toMatchObject({ ref: { resource: 'personcustomer', id: '14' }, values: { name: 'Moe' } });
    await office.hear(
      answered(office, toPerson!, { ...asPerson, lastName: 'Moe', email: 'm@x.no' }, { name: 'Moe' }, 3),
    );
    expect(office.commands).toMatchObject([{ category: 'CUSTOMER_PERSON', values: { email: 'm@x.no' } }]);
    await office.obey();
    expect(states(office)).toEqual({ contact: 'agree', personcustomer: 'agree' });
  });

  test('who is none any more is a department no more, and comes back to it', async () => {
    const office = await linked();
    await office.hear(said(office, asPerson, undefined, 2));
    expect(office.commands).toEqual([]);
    await office.hear(office.seen('powerofficego', 'EMPLOYEE', '14', asPerson, { revision: 3 }));
    expect(office.ledger.rows.get(key)?.gone).toBe(true);
    expect(office.commands).toMatchObject([{ op: 'deactivate', kind: 'department' }]);
    await office.obey();
    await office.hear(said(office, asPerson, {}, 4));
    expect(office.ledger.rows.get(key)?.gone).toBe(false);
  });

  test('who is gone is gone as both', async () => {
    const office = await linked();
    const ref = office.ref('powerofficego', 'CUSTOMER_PERSON', '14');
    await office.hear(office.message('RecordGone', { ref, incarnation: 1, revision: 2, proof: 'missing' }));
    expect(office.commands.map(({ op, kind }) => [op, kind])).toEqual([
      ['deactivate', 'employee'],
      ['deactivate', 'department'],
    ]);
  });
});

test('a tenant that wants it from now on has contacts told again, once; one that does not, leaves both as they are', async () => {
  const office = await linked({});
  const on = choose(both);
  const asks = async (settings: TenantSettings) =>
    (await heedChoices(office.ledger, settings)).out.map(({ message }) => message.data);
  expect(await asks(office.settings)).toEqual([]);
  expect(await asks(on)).toMatchObject([{ system: 'powerofficego', resource: 'contact', full: true, retell: true }]);
  expect(await asks(on)).toEqual([]);
  expect(await asks(office.settings)).toEqual([]);
  expect(await asks(on)).toHaveLength(1);
});

test('what is switched off is written no more', async () => {
  const office = await linked();
  const off = new Office(choose());
  Object.assign(off, { ledger: office.ledger });
  const department = hrmOf(office, 'department')!;
  const renamed = { ...department.values, name: 'Moe' };
  await off.hear(off.seen('customhrm', 'CUSTOMER', department.ref.id, renamed, { revision: 9 }));
  expect(off.commands).toEqual([]);
  expect(states(off)).toEqual({ contact: 'agree', personcustomer: 'skipped' });
});
