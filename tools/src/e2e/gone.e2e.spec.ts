import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getJson, putJson } from '../http.js';
import { agreement, historyOf, type Office, openOffice, recordsOf, type Shown } from './office.js';
import type { Pair } from './pairs.js';
import { People } from './people.js';
import { pathOf } from './rows.js';

/** A linked record and its counterpart. */
let office: Office;
let people: People;
/** A deletion is believed after two reads some seconds apart, and what follows is written like any edit. */
const within = { withinMs: 90_000, everyMs: 500 };

beforeAll(async () => {
  office = await openOffice({ records: 200, tenants: ['default'] });
  await office.stack.startProduct();
  expect(await agreement(office, 120_000)).toMatchObject({ agreed: true });
  people = await People.of(office.stack.sandboxUrl);
}, 240_000);
afterAll(() => office.close(), 60_000);

let made = 0;
const address = { AddressLine1: 'Storgata 1', ZipCode: '0155', City: 'Oslo' };
const person = () => ({ FirstName: 'Åse', LastName: `Prøve${++made}`, EmailAddress: `prove${made}@ny.example` });
const company = async () => (await people.goList('Customers')).find((row) => row['IsPerson'] === false)!;
/** How people make a record of each flow that nobody else refers to. */
const makes: Readonly<Record<string, () => Promise<readonly [string, Readonly<Record<string, unknown>>]>>> = {
  DEPARTMENT: async () => ['/Departments', { Name: `Ny avdeling ${++made}`, Code: `NY-${made}`, IsActive: true }],
  CUSTOMER: async () => ['/Customers', { Name: `Ny kunde ${++made} AS`, MailAddress: address }],
  EMPLOYEE: async () => ['/Employees', { ...person(), JobTitle: 'Prøver' }],
  CUSTOMER_PERSON: async () => ['/Customers', { IsPerson: true, ...person() }],
  CONTACT_PERSON: async () => [`/ContactPersons/${String((await company())['Id'])}`, person()],
};

type Standing = Shown & { readonly reasons: readonly { readonly code: string }[] };
const shown = ({ ref }: Pick<Shown, 'ref'>): Promise<Standing> =>
  getJson(`${office.stack.linkUrl}/api/v1/records/${ref.system}/${ref.resource}/${ref.id}?tenant=default`);
const linkOf = (go: Shown) =>
  getJson<{ state: string; flows: string[]; agreed: object; members: { ref: Shown['ref'] }[] }>(
    `${office.stack.linkUrl}/api/v1/links/${go.linkId}?tenant=default`,
  );

/** A record somebody just made, with the counterpart it got. */
async function born(category: string): Promise<Pair> {
  const [path, values] = await makes[category]!();
  const id = String((await people.goMake(path, values))['Id']);
  let pair: Pair | undefined;
  await eventually(async () => {
    const go = (await recordsOf(office, 'powerofficego', `&search=${id}`)).find(({ ref }) => ref.id === id);
    expect(go).toMatchObject({ state: 'agree' });
    const other = (await linkOf(go!)).members.find(({ ref }) => ref.system === 'customhrm')!;
    pair = { go: go!, hrm: await shown(other) };
  }, within);
  return pair!;
}

const sandbox = (name: string, value: object) => putJson(`${office.stack.sandboxUrl}/sandbox/v1/${name}`, value);
const restore = ({ ref: { system, resource, id } }: Shown) => sandbox('restored', { system, resource, id });
const follows = async (pair: Pair, check: () => Promise<void>) => {
  try {
    await eventually(check, within);
  } catch (error) {
    throw new Error(`${String(error)}\n${await historyOf(office, pair.go)}`, { cause: error });
  }
};
const hasActivity = (category: string) => category === 'DEPARTMENT' || category === 'CONTACT_PERSON';
const isActiveInGo = async ({ go }: Pair) => {
  const row = await people.goRow(pathOf(go));
  return hasActivity(go.category) ? row['IsActive'] : !row['IsArchived'];
};
const isActiveInHrm = async ({ hrm }: Pair) => (await people.hrmRow(pathOf(hrm)))['active'];

describe('a record that is deleted', () => {
  test.concurrent.each(Object.keys(makes))(
    'in PowerOffice Go (%s) has its HRM record deactivated, and active again when it is restored',
    async (category) => {
      const pair = await born(category);
      expect(await people.goDelete(pathOf(pair.go))).toBe(true);
      await follows(pair, async () => {
        expect(await isActiveInHrm(pair)).toBe(false);
        expect(await shown(pair.hrm)).toMatchObject({ state: 'onlyInHrm' });
        expect(await shown(pair.go)).toMatchObject({ state: 'gone', gone: true });
      });
      await restore(pair.go);
      await follows(pair, async () => {
        expect(await isActiveInHrm(pair)).toBe(true);
        expect(await shown(pair.go)).toMatchObject({ state: 'agree', linkId: pair.go.linkId });
      });
    },
  );

  test.concurrent.each(['DEPARTMENT', 'EMPLOYEE'])(
    'in the HRM (%s) is deactivated in PowerOffice Go, not made again, and active again when it is restored',
    async (category) => {
      const pair = await born(category);
      expect(await people.hrmDelete(pathOf(pair.hrm))).toBe(true);
      await follows(pair, async () => {
        expect(await isActiveInGo(pair)).toBe(false);
        expect(await shown(pair.go)).toMatchObject({ state: 'agree', reasons: [{ code: 'gone' }] });
      });
      await restore(pair.hrm);
      await follows(pair, async () => {
        expect(await isActiveInGo(pair)).toBe(true);
        expect(await shown(pair.go)).toMatchObject({ state: 'agree', reasons: [] });
      });
    },
  );

  test.concurrent.each(['CUSTOMER', 'CUSTOMER_PERSON', 'CONTACT_PERSON'])(
    'in the HRM (%s) has a person asked, whose word is carried out',
    async (category) => {
      const pair = await born(category);
      expect(await people.hrmDelete(pathOf(pair.hrm))).toBe(true);
      const asks = { state: 'waiting', reasons: [{ code: 'gone-asks' }] };
      await follows(pair, async () => expect(await shown(pair.go)).toMatchObject(asks));
      expect(await isActiveInGo(pair)).toBe(true);
      const decision = { type: 'settleGone', link: pair.go.linkId, choice: 'deactivate' };
      const answer = await fetch(`${office.stack.linkUrl}/api/v1/decisions?tenant=default`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `gone-${category}` },
        body: JSON.stringify({ who: 'kari', why: 'slettet med vilje', decision }),
      });
      expect(answer.ok).toBe(true);
      await follows(pair, async () => expect(await isActiveInGo(pair)).toBe(false));
    },
  );

  test.concurrent('and edited on the other side lives until a person decides', async () => {
    const pair = await born('EMPLOYEE');
    await people.goDelete(pathOf(pair.go));
    await people.hrmSet(pathOf(pair.hrm), { phone: '+47 41 23 45 99' });
    const quarrel = { state: 'conflicts', reasons: [{ code: 'deleted-edited' }] };
    await follows(pair, async () => expect(await shown(pair.go)).toMatchObject(quarrel));
    expect(await isActiveInHrm(pair)).toBe(true);
  });

  test.concurrent('on both sides ends its link quietly', async () => {
    const pair = await born('EMPLOYEE');
    await people.goDelete(pathOf(pair.go));
    await people.hrmDelete(pathOf(pair.hrm));
    await follows(pair, async () => expect(await linkOf(pair.go)).toMatchObject({ state: 'ended', agreed: {} }));
  });
});

test('an employee who stays a customer leaves a question, not a deactivated person', async () => {
  const pair = await born('EMPLOYEE');
  const { id } = pair.go.ref;
  await sandbox(`contacts/${id}`, { addRole: 'customer' });
  await follows(pair, async () => expect((await linkOf(pair.go)).flows).toHaveLength(2));
  await sandbox(`contacts/${id}`, { customerActive: false });
  expect(await people.goDelete(pathOf(pair.go))).toBe(true);
  const asks = { state: 'waiting', reasons: [{ code: 'role-ended' }] };
  await follows(pair, async () => expect(await shown(pair.go)).toMatchObject(asks));
  expect(await isActiveInHrm(pair)).toBe(true);
});

describe('what only looks like a deletion wipes nothing', () => {
  /** How many records of the HRM are active. */
  const active = async () =>
    [...(await people.hrmList('employees')), ...(await people.hrmList('departments'))].filter(
      (row) => row['active'] === true,
    ).length;

  test.each([
    [
      'a right that is withdrawn',
      ['privileges', { withheld: ['Employee', 'Customer', 'Department'] }, { withheld: [] }],
    ],
    ['rows that lists leave out', ['faults', { 'skipped-row': 1 }, {}]],
  ] as const)('%s for a while', async (_, [name, bad, good]) => {
    const before = await active();
    await sandbox(name, bad);
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    await sandbox(name, good);
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    expect(await active()).toBe(before);
  });
});

test('what is counted is what is there, or still open', async () => {
  const rows = async (list: string) => (await people.goList(list)).length;
  const flows = async () =>
    (await getJson<{ items: Record<string, number>[] }>(`${office.stack.linkUrl}/api/v1/flows?tenant=default`)).items;
  await eventually(async () => {
    const lists = await Promise.all(['Departments', 'Customers', 'Employees', 'ContactPersons'].map(rows));
    const open = (await recordsOf(office, 'powerofficego')).filter(({ gone }) => gone).length;
    const counted = (await flows()).reduce((sum, { records }) => sum + records!, 0);
    expect(counted).toBe(lists.reduce((sum, count) => sum + count, 0) + open);
  }, within);
});
