import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getJson, putJson } from '../http.js';
import { agreement, type Office, openOffice, recordsOf, type Shown } from './office.js';
import { hrmCount, madeTwice } from './once.js';
import { People } from './people.js';

let office: Office;
let people: People;
let before = 0;
const soon = { withinMs: 30_000, everyMs: 250 };

beforeAll(async () => {
  office = await openOffice({ records: 150, tenants: ['default'], creates: true });
  people = await People.of(office.stack.sandboxUrl);
  before = await hrmCount(people);
  await office.stack.startProduct();
  const { agreed, flows } = await agreement(office, 180_000);
  expect(flows.map(({ id, differ }) => [id, differ])).toEqual(flows.map(({ id }) => [id, 0]));
  expect(agreed).toBe(true);
}, 300_000);
afterAll(() => office.close(), 60_000);

type Row = Readonly<Record<string, unknown>>;
const goDepartment = async (code: string) => (await people.goList('Departments')).filter((row) => row['Code'] === code);
const goPeople = async (lastName: string) =>
  (await people.goList('Employees')).filter((row) => row['LastName'] === lastName);
const orphans = async () =>
  (await getJson<{ items: readonly object[] }>(`${office.stack.linkUrl}/api/v1/orphans?tenant=default`)).items;
const hrmShown = async (id: string): Promise<Shown | undefined> =>
  (await recordsOf(office, 'customhrm')).find(({ ref }) => ref.id === id);
async function only(find: () => Promise<readonly Row[]>): Promise<Row> {
  await eventually(async () => expect(await find()).toHaveLength(1), soon);
  return (await find())[0]!;
}

describe('records born in the HRM, where the tenant has them made', () => {
  test('those there at first contact are made once, with a number where the HRM has none PowerOffice Go takes', async () => {
    const committees = (await people.hrmList('departments')).filter(({ code }) => /^U\d+$/.test(String(code)));
    expect(committees.length).toBeGreaterThan(0);
    for (const { code } of committees) expect(await goDepartment(String(code))).toMatchObject([{ IsActive: true }]);
    const temps = (await people.hrmList('employees')).filter(({ employeeNumber }) =>
      /^V-/.test(String(employeeNumber)),
    );
    expect(temps.length).toBeGreaterThan(0);
    for (const temp of temps) {
      const shown = (await hrmShown(String(temp['id'])))!;
      expect([shown.state, await goPeople(String(temp['lastName']))]).toMatchObject([
        'conflicts',
        [{ Number: expect.any(Number) }],
      ]);
    }
    expect(await orphans()).toEqual([]);
    expect(await madeTwice(office, people, before)).toEqual([]);
  });

  test('appear in PowerOffice Go once, the department before who works in it, and edits travel both ways', async () => {
    const department = await people.hrmAdd('/departments', { name: 'Fødestua', code: 'FØD', active: true });
    const boss = { firstName: 'Berit', lastName: 'Jordmor', employeeNumber: '4242', departmentId: department };
    const manager = await people.hrmAdd('/employees', boss);
    const nurse = {
      firstName: 'Nils',
      lastName: 'Barnepleier',
      email: 'nils@fode.example',
      departmentId: department,
      managerId: manager,
    };
    const employee = await people.hrmAdd('/employees', nurse);
    before += 3;

    const made = await only(() => goDepartment('FØD'));
    expect(made).toMatchObject({ Name: 'Fødestua', IsActive: true });
    const jordmor = await only(() => goPeople('Jordmor'));
    expect(jordmor).toMatchObject({ Number: 4242 });
    expect(jordmor['ExternalImportReference']).toMatch(/^sv-/);
    const pleier = await only(() => goPeople('Barnepleier'));
    expect(pleier).toMatchObject({ EmailAddress: 'nils@fode.example' });
    const names = { DepartmentId: made['Id'], ManagerEmployeeId: jordmor['Id'] };
    await eventually(async () => expect(await people.goRow(`/Employees/${pleier['Id']}`)).toMatchObject(names), soon);

    await eventually(async () => {
      const told = await people.hrmRow(`/employees/${employee}`);
      expect(told).toMatchObject({ employeeNumber: String(pleier['Number']) });
    }, soon);
    await people.goSet(`/Employees/${pleier['Id']}`, 'JobTitle', 'Spesialist');
    await people.hrmSet(`/departments/${department}`, { name: 'Føde og barsel' });
    await eventually(async () => {
      expect(await people.hrmRow(`/employees/${employee}`)).toMatchObject({ jobTitle: 'Spesialist' });
      expect(await people.goRow(`/Departments/${made['Id']}`)).toMatchObject({ Name: 'Føde og barsel' });
    }, soon);
  });

  test('of another kind stay there; a department without a code waits for one', async () => {
    const contact = await people.hrmAdd('/employees', {
      kind: 'CONTACT_PERSON',
      firstName: 'Kai',
      lastName: 'Kontaktløs',
    });
    const customer = await people.hrmAdd('/departments', { kind: 'CUSTOMER', name: 'Kundeløs AS', code: 'C-99999' });
    const bare = await people.hrmAdd('/departments', { name: 'Kodeløs', active: true });
    before += 3;
    await eventually(async () => expect((await hrmShown(bare))?.state).toBe('parked'), soon);
    const { reasons } = await getJson<{ reasons: readonly object[] }>(
      `${office.stack.linkUrl}/api/v1/records/customhrm/department/${bare}?tenant=default`,
    );
    expect(reasons).toMatchObject([{ field: 'code', code: 'missing-required' }]);
    await eventually(async () => {
      const states = [(await hrmShown(contact))?.state, (await hrmShown(customer))?.state];
      expect(states).toEqual(['onlyInHrm', 'onlyInHrm']);
    }, soon);
    expect(await goPeople('Kontaktløs')).toEqual([]);
    await people.hrmSet(`/departments/${bare}`, { code: 'KODE' });
    expect(await only(() => goDepartment('KODE'))).toMatchObject({ Name: 'Kodeløs' });
  });
});

describe('births while answers are lost and the PowerOffice Go connector is killed', () => {
  const faults = (rates: Readonly<Record<string, number>>) =>
    putJson(`${office.stack.sandboxUrl}/sandbox/v1/faults`, rates);

  test('make every record once (Inv 12) and leave no orphan', { timeout: 280_000 }, async () => {
    await faults({ 'lost-answer': 0.25, 'error-500-after': 0.15, 'lost-request': 0.1 });
    const names = Array.from({ length: 12 }, (_, at) => `Drepen${at}`);
    for (const [at, lastName] of names.entries()) {
      if (at % 3 === 0) await people.hrmAdd('/departments', { name: `Avd ${lastName}`, code: `DR${at}`, active: true });
      await people.hrmAdd('/employees', { firstName: 'Dø', lastName });
      if (at % 4 === 3) await killConnector();
      await pause(700);
    }
    before += 16;
    await pause(3_000);
    await killConnector();
    await pause(4_000);
    await faults({});
    await eventually(
      async () => {
        expect((await Promise.all(names.map(goPeople))).map((rows) => rows.length)).toEqual(names.map(() => 1));
        const codes = [0, 3, 6, 9].map((at) => `DR${at}`);
        expect((await Promise.all(codes.map(goDepartment))).map((rows) => rows.length)).toEqual(codes.map(() => 1));
      },
      { withinMs: 150_000, everyMs: 1_000 },
    );
    expect((await agreement(office, 60_000)).agreed).toBe(true);
    expect(await orphans()).toEqual([]);
    expect(await madeTwice(office, people, before)).toEqual([]);
  });

  /** As a machine that fails does; the stack starts another. */
  async function killConnector(): Promise<void> {
    const pid = office.stack.supervisor.pids()['powerofficego-connector'];
    if (pid === undefined) return;
    process.kill(pid, 'SIGKILL');
    await eventually(
      () => {
        const now = office.stack.supervisor.pids()['powerofficego-connector'];
        expect(now !== undefined && now !== pid).toBe(true);
      },
      { withinMs: 30_000 },
    );
  }
});
