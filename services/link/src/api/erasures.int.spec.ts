import { MemoryBus } from '@samsvar/bus/testing';
import type { Message } from '@samsvar/contracts';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rebuildTenant } from '../rebuild/rebuild-tenant.js';
import { scansComplete, seen } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';
import type { Certificate } from './erasures.js';
import type { HistoryShown } from './history.js';

const bus = new MemoryBus();
let served: Served;
let linkId: string;
/** Nobody else says these. */
const canaries = ['kanariolga', 'kanarinesset', 'kanari@example.no', '90009917', '1971-03-17', 'kanarigata'];
const runa = { lastName: 'Kanariholm', email: 'holm@example.no', employeeNumber: '993', active: true };
const olga = {
  firstName: 'Kanariolga',
  lastName: 'Kanarinesset',
  email: 'kanari@example.no',
  phone: '+47 90 00 99 17',
  birthDate: '1971-03-17',
  'address.street': 'Kanarigata 4',
  employeeNumber: '991',
  active: true,
};
const at = (system: 'powerofficego' | 'customhrm', id: string) => ({ tenant: 'default', system, id });
const gone = (system: 'powerofficego' | 'customhrm', resource: string, id: string): Message => ({
  id: `gone-${id}`,
  type: 'RecordGone',
  source: 'test',
  subject: 'x',
  data: { ref: { ...at(system, id), resource }, incarnation: 1, revision: 9, proof: 'test' },
});

/** Every text of every table of link, each with where it stands. */
async function everyText(): Promise<readonly string[]> {
  const tables = await served.database.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'link' order by 1`,
  );
  const all: string[] = [];
  for (const { name } of tables) {
    const rows = await served.database.query<{ row: string }>(`select t::text as row from link."${name}" t`);
    all.push(...rows.map(({ row }) => `${name}: ${row.toLowerCase()}`));
  }
  return all;
}
const found = async () => (await everyText()).filter((text) => canaries.some((canary) => text.includes(canary)));
async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${served.url}/api/v1/${path}${path.includes('?') ? '&' : '?'}tenant=default`);
  return (await answer.json()) as T;
}
async function erase(key: string, what: object = { link: linkId }) {
  const answer = await fetch(`${served.url}/api/v1/decisions?tenant=default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ who: 'kari', why: 'request 17', decision: { type: 'erase', ...what } }),
  });
  return { status: answer.status, body: (await answer.json()) as { certificate?: Certificate; detail?: string } };
}
const told = (type: string) =>
  bus
    .after('commands.canonical', 0)
    .map(({ value }) => JSON.parse(value.toString()) as { type: string; data: { ref: { id: string } } })
    .filter((message) => message.type.includes(type));

beforeAll(async () => {
  served = await serveApi({ bus });
  await served.hear(
    'default',
    seen(at('powerofficego', '91'), 'EMPLOYEE', olga),
    seen(at('customhrm', 'e-91'), 'EMPLOYEE', { ...olga, phone: '+47 90009917' }),
    seen(at('powerofficego', '92'), 'EMPLOYEE', { lastName: 'Blir', email: 'b@example.no', active: true }),
  );
  await scansComplete(served, 'default');
  await served.meet('default');
  const changed = { ...olga, 'address.street': 'Kanarigata 5' };
  await served.hear('default', seen(at('powerofficego', '91'), 'EMPLOYEE', changed, { revision: 2 }));
  ({ linkId } = await get<{ linkId: string }>('records/powerofficego/contact/91'));
  await served.database.query(`insert into audit_finding (tenant, key, code, fields)
    values ('default', 'default/powerofficego/contact/91', 'other', '{phone}')`);
});
afterAll(() => served.stop());

test('erasing is refused while the person is there, with what to do', async () => {
  expect((await found()).length).toBeGreaterThan(3);
  expect(await erase('early')).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('default/powerofficego/contact/91 is there in PowerOffice Go') },
  });
  await served.hear('default', gone('powerofficego', 'contact', '91'));
  expect(await erase('early-2')).toMatchObject({ status: 409, body: { detail: expect.stringContaining('the HRM') } });
});

test('once they are gone no value of theirs is left in any table, and the answer is a certificate of it', async () => {
  await served.hear('default', gone('customhrm', 'employee', 'e-91'));
  expect(new Set((await found()).map((text) => text.split(':')[0]))).toEqual(new Set(['event']));
  const before = await served.database.query('select 1 from event where stream = $1', [linkId]);
  const { status, body } = await erase('e1');
  expect(status).toBe(200);
  expect(body.certificate).toMatchObject({
    who: 'kari',
    links: [linkId],
    records: ['default/powerofficego/contact/91', 'default/customhrm/employee/e-91'],
    removed: { links: 1, records: 2, events: before.length, findings: 1 },
  });
  const days = (Date.parse(body.certificate!.topicsForgottenAt) - Date.parse(body.certificate!.at)) / 86_400_000;
  expect(days).toBeCloseTo(7, 3);
  await eventually(async () => expect(await served.database.query('select 1 from outbox')).toEqual([]));
  expect(await found()).toEqual([]);
  const [row] = await served.database.query('select "values", match_keys, search from record where key = $1', [
    'default/powerofficego/contact/91',
  ]);
  expect(row).toEqual({ values: {}, match_keys: [], search: '91' });
});

test('a retry is answered by the same certificate, and the door lists it (Inv 3)', async () => {
  const { body } = await erase('e1');
  expect(body.certificate).toMatchObject({ links: [linkId] });
  expect(await get('erasures')).toEqual({ items: [body.certificate] });
  expect(await erase('e2')).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('was erased by kari') },
  });
});

test('record, link and history show that it was erased, by whom and when, and nothing else', async () => {
  const record = await get<Record<string, unknown>>('records/powerofficego/contact/91');
  expect(record).toMatchObject({ state: 'gone', gone: true, values: {}, reasons: [{ code: 'erased' }] });
  expect(await get(`links/${linkId}`)).toMatchObject({ state: 'ended', agreed: {}, conflicts: [], kept: [] });
  const { items } = await get<{ items: HistoryShown[] }>('records/powerofficego/contact/91/history');
  expect(items).toMatchObject([{ event: 'LinkErased', who: 'kari', at: expect.stringMatching(/^20/) }]);
  const events = await get<{ items: { linkId: string; event: string }[] }>('events?limit=1000');
  expect(events.items.filter((one) => one.linkId === linkId)).toMatchObject([{ event: 'LinkErased' }]);
});

test('both connectors are asked to forget', async () => {
  await eventually(() => expect(told('ForgetRecord').map(({ data }) => data.ref.id)).toEqual(['91', 'e-91']));
});

test('what comes late brings nothing back, and streams tell what is projected (design.md 2, rule 1)', async () => {
  await served.hear('default', seen(at('powerofficego', '91'), 'EMPLOYEE', olga, { revision: 3 }));
  expect(await found()).toEqual([]);
  const options = { database: served.database, schema: 'link', check: true };
  expect((await rebuildTenant(options, served.tenants.get('default')!)).differences).toEqual([]);
});

test('projections of what was erased come back from its one event', async () => {
  const before = await served.database.query(`select version, snapshot, reasons from link where id = $1`, [linkId]);
  await served.database.query('delete from link where id = $1', [linkId]);
  const options = { database: served.database, schema: 'link', check: false };
  const { differences } = await rebuildTenant(options, served.tenants.get('default')!);
  expect(differences).toMatchObject([{ what: 'link', id: linkId, fields: ['missing'] }]);
  expect(await served.database.query(`select version, snapshot, reasons from link where id = $1`, [linkId])).toEqual(
    before,
  );
});

test('a person who really returns begins anew', async () => {
  await served.hear('default', seen(at('powerofficego', '91'), 'EMPLOYEE', olga, { revision: 20 }));
  const record = await get<{ linkId: string; state: string }>('records/powerofficego/contact/91');
  expect(record).toMatchObject({ state: 'differ' });
  expect(record.linkId).not.toBe(linkId);
  const options = { database: served.database, schema: 'link', check: true };
  expect((await rebuildTenant(options, served.tenants.get('default')!)).differences).toEqual([]);
});

describe('a person without a link', () => {
  const record = { system: 'customhrm', resource: 'employee', id: 'e-93' };
  const key = 'default/customhrm/employee/e-93';
  const knowing = async () =>
    (await everyText()).filter((text) => /kanariholm|holm@example/.test(text)).map((text) => text.split(':')[0]);
  const operator = () =>
    bus
      .after('operator', 0)
      .map(({ value }) => (JSON.parse(value.toString()) as { data: { records?: readonly string[] } }).data);

  test('is refused while the record is there, and where none was ever heard of, with what to do', async () => {
    await served.hear('default', seen(at('customhrm', 'e-93'), 'EMPLOYEE', runa));
    expect(await get('records/customhrm/employee/e-93')).toMatchObject({ state: 'onlyInHrm', linkId: null });
    expect(await knowing()).toEqual(['record']);
    expect(await erase('r0', { record })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining(`${key} is there in the HRM`) },
    });
    expect(await erase('r0', { record: { ...record, id: 'e-none' } })).toMatchObject({
      status: 404,
      body: { detail: 'There is no record customhrm/employee/e-none.' },
    });
  });

  test.each([
    [{}, '/decision/link: name what is to be erased: its link, or as `record` the system, resource and id'],
    [{ link: 'l-1', record }, '/decision/record: name either the link or the record, not both'],
    [{ record: { ...record, resource: 'contact' } }, '/decision/record/resource: customhrm has employee, department'],
  ])('is named in one way: %j', async (what, words) => {
    expect(await erase('r0', what)).toMatchObject({ status: 400, body: { detail: expect.stringContaining(words) } });
  });

  test('is erased once they are gone: the certificate names the record, and the connector is asked', async () => {
    await served.database.query(`insert into audit_finding (tenant, key, code, fields)
      values ('default', '${key}', 'other', '{phone}')`);
    await served.hear('default', gone('customhrm', 'employee', 'e-93'));
    const { status, body } = await erase('r1', { record });
    expect([status, body]).toMatchObject([
      200,
      { certificate: { who: 'kari', links: [], records: [key], removed: { links: 0, records: 1, findings: 1 } } },
    ]);
    await eventually(() => expect(told('ForgetRecord').at(-1)?.data.ref).toEqual({ tenant: 'default', ...record }));
    await eventually(async () => expect(await served.database.query('select 1 from outbox')).toEqual([]));
    expect(await knowing()).toEqual([]);
    expect(operator().at(-1)).toMatchObject({ decision: 'erase', about: [], records: [key] });
    expect(await get('records/customhrm/employee/e-93')).toMatchObject({
      ...{ state: 'gone', gone: true, values: {}, linkId: null },
      reasons: [{ code: 'erased', words: expect.stringContaining('Erased by kari at 20') }],
    });
  });

  test('is erased once: a retry is answered the same, another request is told when it was (Inv 3)', async () => {
    const { body } = await erase('r1', { record });
    expect((await get<{ items: unknown[] }>('erasures')).items[0]).toEqual(body.certificate);
    expect(await erase('r2', { record })).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(new RegExp(`Nothing is kept of ${key}. Erased by kari at 20`)) },
    });
  });

  test('is not brought back by what comes late, and streams tell what is projected', async () => {
    await served.hear('default', seen(at('customhrm', 'e-93'), 'EMPLOYEE', runa, { revision: 3 }));
    expect(await knowing()).toEqual([]);
    const options = { database: served.database, schema: 'link', check: true };
    expect((await rebuildTenant(options, served.tenants.get('default')!)).differences).toEqual([]);
  });
});
