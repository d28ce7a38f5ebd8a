import type { Message } from '@samsvar/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scansComplete, seen } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';
import type { HistoryShown } from './history.js';

/** Two customers that agree with departments of the HRM, which were then deleted there. */
let served: Served;
const ids = ['1', '2'] as const;
const company = (id: string) => ({
  category: 'CUSTOMER',
  name: `Fjord ${id} AS`,
  code: `1000${id}`,
  organizationNumber: null,
  active: true,
});
const at = (system: 'powerofficego' | 'customhrm', id: string) => ({ tenant: 'default', system, id });
const gone = (id: string): Message => ({
  id: `gone-${id}`,
  type: 'RecordGone',
  source: 'test',
  subject: 'x',
  data: { ref: { ...at('customhrm', `h${id}`), resource: 'department' }, incarnation: 1, revision: 2, proof: 'test' },
});

beforeAll(async () => {
  served = await serveApi();
  await served.hear('default', ...ids.map((id) => seen(at('powerofficego', id), 'CUSTOMER', company(id))));
  await served.hear('default', ...ids.map((id) => seen(at('customhrm', `h${id}`), 'CUSTOMER', company(id))));
  await scansComplete(served, 'default');
  await served.meet('default');
});
afterAll(() => served.stop());

const get = async <T>(path: string): Promise<T> =>
  (await (await fetch(`${served.url}/api/v1/${path}?tenant=default`)).json()) as T;
const recordOf = (id: string) => get<{ linkId: string; state: string }>(`records/powerofficego/contact/${id}`);
async function settle(key: string, link: string, choice: string) {
  const answer = await fetch(`${served.url}/api/v1/decisions?tenant=default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ who: 'kari', why: 'asked them', decision: { type: 'settleGone', link, choice } }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const events = async () => (await served.database.query('select 1 from event')).length;
const askedOf = async (linkId: string): Promise<unknown> =>
  (await get<{ members: { member: string; asked?: unknown }[] }>(`links/${linkId}`)).members.find(({ member }) =>
    member.startsWith('powerofficego'),
  )?.asked;

test('a deletion that asks changes nothing until a person says what becomes of the record', async () => {
  for (const id of ids) expect(await recordOf(id)).toMatchObject({ state: 'agree' });
  const { linkId } = await recordOf('1');
  expect(await settle('early', linkId, 'deactivate')).toMatchObject({
    status: 409,
    body: { type: '/problems/decision-nothing-to-decide' },
  });
  await served.hear('default', ...ids.map(gone));
  for (const id of ids) {
    const asks = await recordOf(id);
    expect(asks).toMatchObject({ state: 'waiting', reasons: [{ code: 'gone-asks' }] });
    expect(await askedOf(asks.linkId)).toBeFalsy();
  }
});

test('it is deactivated where they say so, with who and why kept, and a retry asks nothing more (Inv 3)', async () => {
  const { linkId } = await recordOf('1');
  const first = await settle('s1', linkId, 'deactivate');
  expect(first).toMatchObject({ status: 200, body: { links: [linkId] } });
  expect(await recordOf('1')).toMatchObject({ linkId, state: 'differ' });
  expect(await askedOf(linkId)).toMatchObject({ fields: ['active'] });
  const before = await events();
  expect(await settle('s1', linkId, 'deactivate')).toEqual(first);
  expect(await events()).toBe(before);
  const history = await get<{ items: HistoryShown[] }>('records/powerofficego/contact/1/history');
  expect(history.items.find(({ event }) => event === 'PartingSettled')).toMatchObject({
    by: { who: 'kari', why: 'asked them' },
  });
});

test('it stays as it is where they say so, and is asked about no more', async () => {
  const { linkId } = await recordOf('2');
  expect(await settle('s2', linkId, 'keep')).toMatchObject({ status: 200, body: { links: [linkId] } });
  expect(await recordOf('2')).toMatchObject({ state: 'skipped' });
  expect(await askedOf(linkId)).toBeFalsy();
  expect(await settle('s3', linkId, 'deactivate')).toMatchObject({ status: 409 });
});

test('what does not fit is refused with what is wrong', async () => {
  expect(await settle('s4', 'lnone', 'keep')).toMatchObject({ status: 404 });
  expect(await settle('s5', (await recordOf('2')).linkId, 'forget')).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/decision/choice' }] },
  });
});
