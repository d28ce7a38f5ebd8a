import { afterAll, beforeAll, expect, test } from 'vitest';
import { MemoryBus } from '@samsvar/bus/testing';
import { eventually } from '@samsvar/testing';
import { company, scansComplete } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';

const bus = new MemoryBus();
let served: Served;
let parked: string;
beforeAll(async () => {
  served = await serveApi({ bus });
  await served.hear('default', ...company('default'));
  await scansComplete(served, 'default');
  await served.meet('default');
  const answer = await fetch(`${served.url}/api/v1/records?tenant=default&state=parked&flow=employees-employee`);
  parked = ((await answer.json()) as { items: readonly { linkId: string }[] }).items[0]!.linkId;
});
afterAll(() => served.stop());

const release = () => ({ who: 'kari', why: 'a last name was given', decision: { type: 'release', link: parked } });

async function decide(key: string | undefined, body: unknown, tenant = 'default') {
  const answer = await fetch(`${served.url}/api/v1/decisions?tenant=${tenant}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const told = () => bus.after('operator', 0).length;
const events = async () => (await served.database.query('select 1 from event')).length;

test('a decision is stored with who and why, and a retry of it changes nothing (Inv 3)', async () => {
  const first = await decide('key-1', release());
  expect(first).toMatchObject({ status: 200, body: { id: 'key-1', who: 'kari', links: [parked] } });
  await eventually(() => expect(told()).toBe(1));
  const before = await events();
  expect(await decide('key-1', release())).toEqual(first);
  expect([await events(), told()]).toEqual([before, 1]);
  const list = await fetch(`${served.url}/api/v1/decisions?tenant=default`);
  expect(await list.json()).toEqual({ items: [first.body] });
});

test('one key names one decision', async () => {
  await decide('key-2', release());
  expect(await decide('key-2', { ...release(), why: 'something else' })).toMatchObject({
    status: 422,
    body: { type: '/problems/idempotency-key-used', detail: expect.stringContaining('take a new key') },
  });
});

test('what cannot be read is refused with the place and the remedy', async () => {
  expect(await decide(undefined, release())).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/headers/idempotency-key' }] },
  });
  const body = { who: '', decision: { type: 'release', link: parked, colour: 'red' } };
  expect(await decide('key-3', body)).toMatchObject({ status: 400, body: { type: '/problems/bad-body' } });
  expect(await decide('key-3', { ...release(), decision: { type: 'dance' } })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/decision/type' }] },
  });
  expect(await decide('key-3', '{')).toMatchObject({ status: 400 });
});

test('a link of another tenant is not known', async () => {
  expect(await decide('key-4', release(), 'second')).toMatchObject({
    status: 404,
    body: { type: '/problems/decision-unknown' },
  });
});

test('connectors are asked to tell everything again, or one of them to look now, when a person says so', async () => {
  const asked = () =>
    bus
      .after('commands.canonical', 0)
      .map(({ value }) => JSON.parse(value.toString()) as { type: string; data: { since?: number } })
      .filter(({ type, data }) => type.includes('PollResource') && data.since === undefined)
      .map(({ data }) => data);
  const order = (decision: object) => ({ who: 'kari', why: 'a copy was put back', decision });
  expect(await decide('key-5', order({ type: 'retell' }))).toMatchObject({ status: 200, body: { links: [] } });
  await eventually(() => expect(asked()).toHaveLength(5));
  const one = { system: 'customhrm', resource: 'employee' };
  expect(await decide('key-6', order({ type: 'poll', ...one }))).toMatchObject({ status: 200 });
  await eventually(() => expect(asked()).toHaveLength(6));
  expect(asked().at(-1)).toEqual({ tenant: 'default', ...one, full: false, retell: false });
  expect(await decide('key-7', order({ type: 'poll', system: 'customhrm', resource: 'contact' }))).toMatchObject({
    status: 404,
  });
});
