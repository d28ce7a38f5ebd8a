import { MemoryBus } from '@samsvar/bus/testing';
import type { Message } from '@samsvar/contracts';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
async function erase(key: string, link = linkId) {
  const answer = await fetch(`${served.url}/api/v1/decisions?tenant=default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ who: 'kari', why: 'request 17', decision: { type: 'erase', link } }),
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
