import { MemoryBus } from '@samsvar/bus/testing';
import type { Message } from '@samsvar/contracts';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveApi, type Served } from '../testing/served.js';

const bus = new MemoryBus();
const topic = 'operator';
const many = 2_100;
let served: Served;
beforeAll(async () => {
  served = await serveApi({ bus });
  for (let place = 0; place < many; place++) {
    bus.append(topic, place % 700 === 699 ? 'second' : 'default', Buffer.from('{oops'));
    bus.bury(topic, place, 'undecodable', 'value: not JSON');
  }
});
afterAll(() => served.stop());

interface Page {
  readonly items: readonly { readonly place: number; readonly replayed: { readonly who: string } | null }[];
  readonly next: number | null;
}
const ask = (path: string) => fetch(`${served.url}/api/v1/dead${path}`);
const page = async (more = '') => (await (await ask(`?topic=${topic}&limit=500${more}`)).json()) as Page;

async function everyPlace(more: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (let next: number | null = 0; next !== null;) {
    const at: Page = await page(`&from=${next}${more}`);
    found.push(...at.items.map(({ place }) => place));
    next = at.next;
  }
  return found;
}

async function order(path: string, key: string) {
  const answer = await fetch(`${served.url}/api/v1/dead/${topic}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ who: 'kari', why: 'mended' }),
  });
  return { status: answer.status, body: (await answer.json()) as { replayed: readonly number[]; detail?: string } };
}

test('a list begins with the oldest that is open, and its pages come to the newest', async () => {
  const first = await page();
  expect([first.items[0]!.place, first.items.length, first.next]).toEqual([0, 500, 500]);
  expect(await everyPlace('')).toEqual(Array.from({ length: many }, (_, place) => place));
  expect(await everyPlace('&tenant=second')).toEqual([699, 1_399, 2_099]);
  expect(await (await ask(`/${topic}/2050`)).json()).toMatchObject({ place: 2_050, text: '{oops' });
  expect((await ask(`/${topic}/${many}`)).status).toBe(404);
  expect((await ask('?from=3')).status).toBe(400);
  expect((await ask(`?topic=${topic}&from=newest`)).status).toBe(400);
}, 60_000);

test('a replay is not narrowed in silence: a parameter is refused', async () => {
  const refused = await order('replay?tenant=second', 't1');
  expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining('tenant') as string } });
  expect((await order('3/replay?tenant=second', 't2')).status).toBe(400);
  expect((await page()).items[0]).toMatchObject({ place: 0, replayed: null });
}, 60_000);

test('one that is to be forgotten is discarded, by whom is told, and it counts no longer as open', async () => {
  const first = await order('0/discard', 'away');
  expect(first).toMatchObject({ status: 200, body: { topic, discarded: [0] } });
  expect(await order('0/discard', 'away')).toEqual(first);
  expect((await order('0/replay', 'away')).status).toBe(422);
  expect((await order('0/replay', 'other')).body.replayed).toEqual([]);
  expect((await page()).items[0]).toMatchObject({ place: 1 });
  const [shown] = (await page('&from=0')).items;
  expect(shown).toMatchObject({ place: 0, replayed: null, discarded: { who: 'kari', why: 'mended' } });
  await eventually(() => expect(bus.after(topic, many)).toHaveLength(1));
  const told = JSON.parse(bus.after(topic, many)[0]!.value.toString()) as Message;
  expect(told.data).toMatchObject({ decision: 'discard', who: 'kari', about: [`${topic}/0`] });
  expect((await order('0/lose', 'lose')).status).toBe(404);
}, 60_000);

test('who asks for all again and again reaches all of them', async () => {
  expect((await order('1/replay', 'one')).body.replayed).toEqual([1]);
  const replayed: number[] = [];
  for (const key of ['a', 'b', 'c']) replayed.push(...(await order('replay', key)).body.replayed);
  expect(replayed).toEqual(Array.from({ length: many }, (_, place) => place).filter((place) => place > 1));
  expect((await order('replay', 'd')).body.replayed).toEqual([]);
  expect(await page()).toEqual({ items: [], next: null });
  expect((await page('&from=1')).items[0]).toMatchObject({ place: 1, replayed: { who: 'kari' }, discarded: null });
}, 60_000);
