import { randomUUID } from 'node:crypto';
import type { Bus } from '@samsvar/bus';
import { ensureTopics, kafkaBus } from '@samsvar/bus';
import type { TopicId } from '@samsvar/contracts';
import { envelopeText } from '@samsvar/contracts';
import { eventually, kafkaBrokers } from '@samsvar/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seen } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const topic: TopicId = 'records.canonical';
const within = { withinMs: 30_000 };
let bus: Bus;
let served: Served;
beforeAll(async () => {
  const brokers = kafkaBrokers().split(',');
  const prefix = `${randomUUID()}.`;
  await ensureTopics(brokers, { prefix, partitions: 1, replicas: 1 });
  bus = await kafkaBus({ brokers, clientId: 'dead-spec', log, prefix });
  served = await serveApi({ bus });
});
afterAll(async () => {
  await served.stop();
  await bus.close();
});

/** Bytes as they stand, also such as are no message. */
const send = (key: string, text: string) => {
  const nowhere = { partition: 0, offset: 0, place: 0, class: 'rejected', reason: '', at: '' } as const;
  return bus.deadLetters.replay([{ ...nowhere, topic, key, value: Buffer.from(text) }]);
};
const department = (tenant: string, id: string) =>
  seen({ tenant, system: 'powerofficego', id }, 'DEPARTMENT', { name: 'Hemmelig', code: id, active: true });
const known = async () =>
  (await served.database.query<{ key: string }>('select key from record order by key')).map(({ key }) => key);

interface Dead {
  readonly place: number;
  readonly tenant: string | null;
  readonly reason: string;
  readonly replayed: { readonly who: string } | null;
}

async function dead(more = ''): Promise<readonly Dead[]> {
  const answer = await fetch(`${served.url}/api/v1/dead?limit=50${more}`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { items: readonly Dead[] }).items;
}

async function replay(path: string, key: string, why = 'mended') {
  const answer = await fetch(`${served.url}/api/v1/dead/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ who: 'kari', why }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<'replayed' | 'discarded', readonly number[]> };
}

test('poison blocks nobody: what comes behind it is heard, and each lies dead with its reason (Inv 9)', async () => {
  await send('default', '{oops');
  const { data, ...misfit } = department('default', '3');
  await send('default', envelopeText({ ...misfit, data: { ...(data as object), revision: 'many' } }));
  await bus.publish([{ topic, key: 'stranger', message: department('stranger', '2') }]);
  await bus.publish([{ topic, key: 'default', message: department('default', '1') }]);
  await eventually(async () => expect(await known()).toEqual(['default/powerofficego/departments/1']), within);
  await eventually(async () => expect(await dead()).toHaveLength(3), within);
  expect((await dead()).map(({ tenant, reason }) => [tenant, reason])).toEqual(
    expect.arrayContaining([
      ['default', 'value: not JSON'],
      ['default', expect.stringMatching(/^data\.revision: /)],
      ['stranger', expect.stringContaining('is not in samsvar.yaml')],
    ]),
  );
}, 60_000);

test('the list says where, when and why, and nothing of what a message says; one alone is shown whole', async () => {
  const list = await dead(`&tenant=stranger&topic=${topic}`);
  expect(list).toMatchObject([{ tenant: 'stranger', class: 'rejected', partition: 0, replayed: null }]);
  expect(JSON.stringify(await dead())).not.toContain('Hemmelig');
  const answer = await fetch(`${served.url}/api/v1/dead/${topic}/${list[0]!.place}`);
  expect(await answer.json()).toMatchObject({ key: 'stranger', text: expect.stringContaining('Hemmelig') as string });
  expect((await fetch(`${served.url}/api/v1/dead/${topic}/99`)).status).toBe(404);
  expect((await fetch(`${served.url}/api/v1/dead?topic=nothing`)).status).toBe(400);
}, 60_000);

test('one is replayed once, by whom is kept, and still bad it lies there anew', async () => {
  const { place } = (await dead('&tenant=stranger'))[0]!;
  const first = await replay(`${topic}/${place}/replay`, 'k1');
  expect(first).toMatchObject({ status: 200, body: { replayed: [place] } });
  await eventually(async () => expect(await dead('&tenant=stranger')).toHaveLength(2), within);
  expect(await replay(`${topic}/${place}/replay`, 'k1')).toEqual(first);
  expect((await replay(`${topic}/${place}/replay`, 'k2')).body.replayed).toEqual([]);
  const both = await dead('&tenant=stranger');
  expect(both.map(({ replayed }) => replayed?.who).sort()).toEqual(['kari', undefined]);
  expect((await replay(`${topic}/replay`, 'k1')).body.replayed).toEqual([place]);
  expect((await replay('commands.canonical/replay', 'k1')).status).toBe(422);
}, 60_000);

test('all of a topic that are open are replayed at once, or discarded', async () => {
  const before = await dead(`&topic=${topic}`);
  const left = before.filter(({ replayed }) => replayed === null).map(({ place }) => place);
  const { body } = await replay(`${topic}/replay`, 'k3');
  expect(body.replayed).toEqual([...left].sort((a, b) => a - b));
  await eventually(async () => expect(await dead()).toHaveLength(left.length), within);
  expect(await dead(`&topic=${topic}&from=0`)).toHaveLength(before.length + left.length);
  const open = (await dead()).map(({ place }) => place);
  expect((await replay(`${topic}/discard`, 'k4')).body.discarded).toEqual(open);
  expect(await dead()).toEqual([]);
  await bus.publish([{ topic, key: 'default', message: department('default', '4') }]);
  await eventually(async () => expect(await known()).toContain('default/powerofficego/departments/4'), within);
}, 60_000);
