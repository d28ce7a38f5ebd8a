import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getJson } from '../http.js';
import { agreement, type Office, openOffice, recordsOf, type Shown } from './office.js';
import { People } from './people.js';
import { pathOf } from './rows.js';

let office: Office;
let people: People;
const within = { withinMs: 30_000, everyMs: 250 };

beforeAll(async () => {
  const choices = { default: { personCustomersAsDepartments: true } };
  office = await openOffice({ records: 120, tenants: ['default'], choices });
  await office.stack.startProduct();
  expect((await agreement(office, 120_000)).agreed).toBe(true);
  people = await People.of(office.stack.sandboxUrl);
}, 240_000);
afterAll(() => office.close(), 60_000);

interface Three {
  readonly contact: Shown;
  readonly employee: Shown;
  readonly department: Shown;
}

/** Customers who are persons, each with the two records that the HRM has of it. */
async function threesomes(): Promise<readonly Three[]> {
  const [go, hrm] = [await recordsOf(office, 'powerofficego'), await recordsOf(office, 'customhrm')];
  const counterpart = (one?: Shown) => hrm.find(({ linkId }) => linkId !== null && linkId === one?.linkId);
  return go.flatMap((contact) => {
    if (contact.category !== 'CUSTOMER_PERSON' || contact.values['active'] === false) return [];
    const twin = go.find(({ ref }) => ref.resource === 'personcustomer' && ref.id === contact.ref.id);
    const [employee, department] = [counterpart(contact), counterpart(twin)];
    return employee && department ? [{ contact, employee, department }] : [];
  });
}

test('where a tenant wants it, a customer who is a person is an employee and a department, and all three say the same', async () => {
  const persons = (await people.goList('Customers')).filter(({ IsPerson }) => IsPerson === true);
  const twins = (await recordsOf(office, 'powerofficego')).filter(({ ref }) => ref.resource === 'personcustomer');
  expect(twins.map(({ ref }) => ref.id).sort()).toEqual(persons.map(({ Id }) => String(Id)).sort());
  expect(new Set(twins.map(({ state }) => state))).toEqual(new Set(['agree']));

  const [{ contact, employee, department }] = (await threesomes()) as [Three];
  const phones = async () => [
    (await people.goRow(pathOf(contact)))['PhoneNumber'],
    (await people.hrmRow(pathOf(employee)))['phone'],
    (await people.hrmRow(pathOf(department)))['phone'],
  ];
  await people.hrmSet(pathOf(department), { phone: '+4722334455' });
  await eventually(async () => expect(await phones()).toEqual(Array(3).fill('+4722334455')), within);
  await people.hrmSet(pathOf(employee), { phone: '+4722334466' });
  await eventually(async () => expect(await phones()).toEqual(Array(3).fill('+4722334466')), within);
  await people.goSet(pathOf(contact), 'PhoneNumber', '+4722334477');
  await eventually(async () => expect(await phones()).toEqual(Array(3).fill('+4722334477')), within);
});

test('a name is edited on the employee; one that is edited on the department waits with the reason', async () => {
  const [, { employee, department }] = (await threesomes()) as [Three, Three];
  await people.hrmSet(pathOf(employee), { firstName: 'Solveig', lastName: 'Aas' });
  await eventually(async () => expect((await people.hrmRow(pathOf(department)))['name']).toBe('Solveig Aas'), within);
  await people.hrmSet(pathOf(department), { name: 'Aas & Co' });
  const url = `${office.stack.linkUrl}/api/v1/links/${department.linkId}?tenant=default`;
  await eventually(async () => {
    const { state, reasons } = await getJson<{ state: string; reasons: readonly { field: string; words: string }[] }>(
      url,
    );
    expect(state).toBe('parked');
    expect(reasons).toMatchObject([{ field: 'name', words: expect.stringContaining('employee') as string }]);
  }, within);
});
