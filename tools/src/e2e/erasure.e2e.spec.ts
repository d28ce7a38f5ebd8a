import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Decision } from '@samsvar/contracts';
import { openDatabase } from '@samsvar/persistence';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { productEnvironment } from '../environments.js';
import { getJson, putJson } from '../http.js';
import { migratedRows } from '../migrations.js';
import { scriptOf } from '../services.js';
import { nodeOfRepository } from '../stack/folders.js';
import { agreement, type Office, openOffice, recordsOf, type Shown } from './office.js';
import { People } from './people.js';
import { pathOf } from './rows.js';

let office: Office;
let people: People;
let go: Shown;
/** A deletion is believed after two reads some seconds apart. */
const within = { withinMs: 90_000, everyMs: 500 };
const olga = /kanarinesset|kanari@ny\.example/i;
const runa = /kanariholm|kanari@holm\.example/i;
const schemas = ['link', 'powerofficego_connector', 'customhrm_connector'];

beforeAll(async () => {
  office = await openOffice({ records: 40, tenants: ['default'] });
  await office.stack.startProduct();
  expect(await agreement(office, 120_000)).toMatchObject({ agreed: true });
  people = await People.of(office.stack.sandboxUrl);
}, 240_000);
afterAll(() => office.close(), 60_000);

const shown = ({ ref }: Pick<Shown, 'ref'>): Promise<Shown & { reasons: { code: string }[] }> =>
  getJson(`${office.stack.linkUrl}/api/v1/records/${ref.system}/${ref.resource}/${ref.id}?tenant=default`);
const membersOf = async (linkId: string): Promise<readonly { ref: Shown['ref'] }[]> =>
  (await getJson<{ members: { ref: Shown['ref'] }[] }>(`${office.stack.linkUrl}/api/v1/links/${linkId}?tenant=default`))
    .members;
type Erased = Omit<Extract<Decision, { type: 'erase' }>, 'type'>;
async function erase(key: string, what: Erased) {
  const answer = await fetch(`${office.stack.linkUrl}/api/v1/decisions?tenant=default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ who: 'kari', why: 'request 17', decision: { type: 'erase', ...what } }),
  });
  return { status: answer.status, body: (await answer.json()) as unknown };
}
const eraseOlga = (key: string) => erase(key, { link: go.linkId! });

/** The tables, in every schema, of which a row says something of the person. */
async function tablesThatKnow(canary: RegExp): Promise<readonly string[]> {
  const url = office.stack.servers.databaseUrl;
  const database = await openDatabase({ url, schema: 'public', applicationName: 'spec' });
  try {
    const tables = await database.query<{ place: string }>(
      `select format('%I.%I', schemaname, tablename) as place from pg_tables where schemaname = any($1) order by 1`,
      [schemas],
    );
    const known: string[] = [];
    for (const { place } of tables) {
      const rows = await database.query<{ row: string }>(`select t::text as row from ${place} t`);
      if (rows.some(({ row }) => canary.test(row))) known.push(place);
    }
    return known;
  } finally {
    await database.close();
  }
}

test('a person who is deleted in both systems is erased in all of Samsvar', async () => {
  const values = { FirstName: 'Olga', LastName: 'Kanarinesset', EmailAddress: 'kanari@ny.example', JobTitle: 'Prøver' };
  const id = String((await people.goMake('/Employees', values))['Id']);
  await eventually(async () => {
    go = (await recordsOf(office, 'powerofficego', `&search=${id}`)).find(({ ref }) => ref.id === id)!;
    expect(go).toMatchObject({ state: 'agree' });
  }, within);
  const hrm = (await membersOf(go.linkId!)).find(({ ref }) => ref.system === 'customhrm')!;
  expect(await tablesThatKnow(olga)).toEqual(
    expect.arrayContaining([
      'customhrm_connector.record',
      'link.event',
      'link.record',
      'powerofficego_connector.record',
    ]),
  );
  expect(await eraseOlga('early')).toMatchObject({ status: 409 });
  await people.goDelete(pathOf(go));
  await people.hrmDelete(pathOf(await shown(hrm)));
  await eventually(async () => expect(await eraseOlga('erase-1')).toMatchObject({ status: 200 }), within);
  await eventually(async () => expect(await tablesThatKnow(olga)).toEqual([]), within);
  expect(await shown(go)).toMatchObject({ state: 'gone', values: {}, reasons: [{ code: 'erased' }] });
  expect(await eraseOlga('erase-1')).toMatchObject({
    body: { certificate: { links: [go.linkId], removed: { records: 2 } } },
  });
}, 240_000);

test('a person who is only in the HRM has no link, and is erased by the name of their record', async () => {
  const values = { firstName: 'Runa', lastName: 'Kanariholm', email: 'kanari@holm.example', jobTitle: 'Prøver' };
  const id = await people.hrmAdd('/employees', values);
  const record = { system: 'customhrm', resource: 'employee', id } as const;
  await eventually(
    async () => expect(await shown({ ref: record })).toMatchObject({ state: 'onlyInHrm', linkId: null }),
    within,
  );
  expect(await tablesThatKnow(runa)).toEqual(['customhrm_connector.record', 'link.record']);
  expect(await erase('early-2', { record })).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining(`employee/${id} is there in the HRM`) },
  });
  const remembers = new RegExp(`default/customhrm/employee/${id}\\b`);
  expect(await people.hrmDelete(`/employees/${id}`)).toBe(true);
  await eventually(async () => expect(await shown({ ref: record })).toMatchObject({ state: 'gone' }), within);
  expect(await tablesThatKnow(remembers)).toContain('customhrm_connector.record');
  const { status, body } = await erase('erase-2', { record });
  expect([status, body]).toMatchObject([
    200,
    { links: [], certificate: { links: [], records: [`default/customhrm/employee/${id}`], removed: { records: 1 } } },
  ]);
  await eventually(
    async () => expect(await tablesThatKnow(remembers)).not.toContain('customhrm_connector.record'),
    within,
  );
  expect(await tablesThatKnow(runa)).toEqual([]);
  expect(await shown({ ref: record })).toMatchObject({ state: 'gone', values: {}, reasons: [{ code: 'erased' }] });
  expect(await erase('erase-2', { record })).toEqual({ status, body });
  const { items } = await getJson<{ items: { id: string }[] }>(
    `${office.stack.linkUrl}/api/v1/erasures?tenant=default`,
  );
  expect(items.map((one) => one.id)).toContain('erase-2');
}, 240_000);

test('whoever was erased begins a new life when they really return', async () => {
  const { system, resource, id } = go.ref;
  await putJson(`${office.stack.sandboxUrl}/sandbox/v1/restored`, { system, resource, id });
  await eventually(async () => {
    const now = await shown(go);
    expect(now).toMatchObject({ state: 'agree', values: { lastName: 'Kanarinesset' } });
    expect(now.linkId).not.toBe(go.linkId);
  }, within);
  const inHrm = (await people.hrmList('employees')).filter((row) => row['lastName'] === 'Kanarinesset');
  expect(inHrm).toHaveLength(1);
}, 120_000);

test('a tenant that samsvar.yaml names no more is forgotten by each service in its own role', async () => {
  const SAMSVAR_CONFIG = join(office.folder, 'without-default.yaml');
  writeFileSync(
    SAMSVAR_CONFIG,
    `tenants:
  other:
    powerofficego: { baseUrl: 'http://127.0.0.1:1', applicationKey: a, clientKey: b, subscriptionKey: c }
    customhrm: { baseUrl: 'http://127.0.0.1:1', clientId: d, clientSecret: e }\n`,
  );
  for (const row of migratedRows) {
    const { settings, stack } = office;
    const env = { ...process.env, ...productEnvironment(settings, stack.servers, row), SAMSVAR_CONFIG };
    const forget = (tenant: string) =>
      promisify(execFile)(nodeOfRepository, [scriptOf(row, 'forget-tenant'), tenant], { env });
    expect((await forget('default')).stdout).toMatch(/: deleted of tenant default: .*\d+ of record/);
    expect((await forget('nobody')).stdout).toContain('nothing is kept of tenant nobody');
    await expect(forget('other')).rejects.toThrow('take it out there, restart every service');
  }
}, 120_000);
