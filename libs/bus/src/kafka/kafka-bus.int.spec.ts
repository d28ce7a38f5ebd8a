import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { TopicId } from '@samsvar/contracts';
import { eventually, kafkaBrokers } from '@samsvar/testing';
import { describe, expect, test } from 'vitest';
import type { Batch, BusLog, Move } from '../port.js';
import { busContract, pollCompleted } from '../testing/bus.contract.js';
import { kafkaClient } from './client.js';
import { ensureTopics } from './ensure-topics.js';
import { kafkaBus } from './kafka-bus.js';

const log: BusLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const topic: TopicId = 'records.canonical';
const clientId = 'bus-spec';

async function freshBus(prefix = `${randomUUID()}.`) {
  const brokers = kafkaBrokers().split(',');
  await ensureTopics(brokers, { prefix, partitions: 3, replicas: 1 });
  return kafkaBus({ brokers, clientId, log, prefix });
}

busContract('the Kafka bus', () => freshBus());

describe('the Kafka bus', () => {
  const bytes = (size: number) => ({ ...pollCompleted(1), correlationid: 'x'.repeat(size) });

  test('waits for topics that are not made yet, and says which', async () => {
    const [prefix, brokers, said] = [`${randomUUID()}.`, kafkaBrokers().split(','), [] as unknown[]];
    const telling: BusLog = { ...log, warn: (_, fields) => void said.push(fields) };
    const bus = await kafkaBus({ brokers, clientId, log: telling, prefix });
    const opening = bus.subscribe({ group: randomUUID(), handlers: { [topic]: () => Promise.resolve() } });
    await eventually(() => expect(said).toEqual([{ topics: `${prefix}${topic}` }]));
    await ensureTopics(brokers, { prefix, partitions: 1, replicas: 1 });
    const subscription = await opening;
    await eventually(() => expect(subscription.joined()).toBe(true), { withinMs: 20_000 });
    await bus.close();
  });

  test('gives up waiting for topics when it is closed', async () => {
    const bus = await kafkaBus({ brokers: kafkaBrokers().split(','), clientId, log, prefix: `${randomUUID()}.` });
    const opening = bus.subscribe({ group: randomUUID(), handlers: { [topic]: () => Promise.resolve() } });
    await bus.close();
    await expect(opening).rejects.toThrow('stopped before its topics were there');
  });

  test('splits what is too much for one request', async () => {
    const bus = await freshBus();
    const many = Array.from({ length: 5_000 }, () => ({ topic, key: 'default', message: bytes(400) }));
    await bus.publish([...many, { topic, key: 'default', message: bytes(900_000) }]);
    let count = 0;
    await bus.subscribe({
      group: randomUUID(),
      handlers: { [topic]: async (batch: Batch) => void (count += batch.heard.length) },
    });
    await eventually(() => expect(count).toBe(5_001), { withinMs: 30_000 });
    await bus.close();
  });

  test('puts what is no message on the dead topic with its reason, and goes on (Inv 9)', async () => {
    const prefix = `${randomUUID()}.`;
    const bus = await freshBus(prefix);
    const kafka = kafkaClient({ brokers: kafkaBrokers().split(','), clientId, log });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: `${prefix}${topic}`, messages: [{ key: 'default', value: '{oops' }] });
    await producer.disconnect();
    await bus.publish([{ topic, key: 'default', message: pollCompleted(7) }]);
    const heard: string[] = [];
    const subscription = await bus.subscribe({
      group: randomUUID(),
      handlers: { [topic]: async (batch: Batch) => void heard.push(...batch.heard.map(({ message }) => message.id)) },
    });
    await eventually(() => expect(heard).toEqual([pollCompleted(7).id]), { withinMs: 20_000 });
    const reasons: string[] = [];
    const reader = kafka.consumer({ groupId: randomUUID() });
    await reader.connect();
    await reader.subscribe({ topic: `${prefix}${topic}.dead`, fromBeginning: true });
    await reader.run({
      eachMessage: async ({ message }) => void reasons.push(String(message.headers?.['samsvar.dead.reason'])),
    });
    await eventually(() => expect(reasons).toEqual(['value: not JSON']), { withinMs: 20_000 });
    await eventually(() => expect(subscription.lag()).toBe(0), { withinMs: 5_000 });
    await reader.disconnect();
    await bus.close();
  });

  test('begins where the stored position says, whatever Kafka remembers', async () => {
    const prefix = `${randomUUID()}.`;
    const bus = await freshBus(prefix);
    await bus.publish(Array.from({ length: 10 }, (_, n) => ({ topic, key: 'default', message: pollCompleted(n) })));
    const moves: Move[] = [];
    const seen: number[] = [];
    const partitionOf = async () => {
      let partition = -1;
      const probe = await bus.subscribe({
        group: randomUUID(),
        handlers: { [topic]: async ({ heard }: Batch) => void (partition = heard[0]!.partition) },
      });
      await eventually(() => expect(partition).toBeGreaterThanOrEqual(0), { withinMs: 20_000 });
      await probe.close();
      return partition;
    };
    const partition = await partitionOf();
    const positions = { load: async () => [{ topic, partition, next: 6 }] };
    const handler = async (batch: Batch) => {
      moves.push(...batch.moves);
      seen.push(...batch.heard.map(({ offset }) => offset));
    };
    await bus.subscribe({ group: randomUUID(), positions, handlers: { [topic]: handler } });
    await eventually(() => expect(seen).toEqual([6, 7, 8, 9]), { withinMs: 20_000 });
    expect(moves[0]).toMatchObject({ from: 6, partition });
    expect(moves.at(-1)).toMatchObject({ next: 10 });
    await bus.close();
  });

  /** One partition with some messages, and a place where its position is stored as services do. */
  async function stored(next: (count: number) => number) {
    const prefix = `${randomUUID()}.`;
    const bus = await freshBus(prefix);
    const publish = (from: number, count: number) =>
      bus.publish(
        Array.from({ length: count }, (_, n) => ({ topic, key: 'default', message: pollCompleted(from + n) })),
      );
    await publish(0, 5);
    let partition = -1;
    const probe = await bus.subscribe({
      group: randomUUID(),
      handlers: { [topic]: async ({ heard }: Batch) => void (partition = heard[0]!.partition) },
    });
    await eventually(() => expect(partition).toBeGreaterThanOrEqual(0), { withinMs: 20_000 });
    await probe.close();
    const place = { topic, partition, next: next(5) };
    const heard: number[] = [];
    const lost: number[] = [];
    const handler = async (batch: Batch) => {
      for (const move of batch.moves) {
        if (move.from !== place.next) throw Object.assign(new Error('fenced'), { name: 'Fenced' });
        place.next = move.next;
      }
      heard.push(...batch.heard.map(({ offset }) => offset));
    };
    const positions = {
      load: async () => [{ ...place }],
      topicLost: (_: TopicId, at: number) => void lost.push(at),
    };
    await bus.subscribe({ group: randomUUID(), positions, handlers: { [topic]: handler } });
    return { bus, publish, place, heard, lost, partition };
  }

  test('hears a topic from its beginning where it ends before the stored position, and says that it was lost', async () => {
    const { bus, place, heard, lost, partition } = await stored((count) => count + 40);
    await eventually(() => expect(heard).toEqual([0, 1, 2, 3, 4]), { withinMs: 20_000 });
    expect(lost).toEqual([partition]);
    expect(place.next).toBe(5);
    await bus.close();
  });

  test('hears again what lies behind a position that was set back under it (Inv 2)', async () => {
    const { bus, publish, place, heard, lost } = await stored(() => 0);
    await eventually(() => expect(heard).toEqual([0, 1, 2, 3, 4]), { withinMs: 20_000 });
    place.next = 2;
    await publish(5, 1);
    await eventually(() => expect(heard).toEqual([0, 1, 2, 3, 4, 2, 3, 4, 5]), { withinMs: 20_000 });
    expect([place.next, lost]).toEqual([6, []]);
    await bus.close();
  });

  test('waits for stored positions that cannot be read yet, joined and without trouble all the while', async () => {
    const bus = await freshBus();
    await bus.publish([{ topic, key: 'default', message: pollCompleted(1) }]);
    const heard: string[] = [];
    const away = Date.now() + 9_000;
    const load = async () => (Date.now() < away ? Promise.reject(new Error('the database is away')) : []);
    const handler = async (batch: Batch) => void heard.push(...batch.heard.map(({ message }) => message.id));
    const on = await bus.subscribe({ group: randomUUID(), positions: { load }, handlers: { [topic]: handler } });
    await eventually(() => expect(on.joined()).toBe(true));
    while (Date.now() < away) {
      expect([on.joined(), on.trouble(), heard]).toEqual([true, undefined, []]);
      await pause(250);
    }
    await eventually(() => expect(heard).toEqual([pollCompleted(1).id]), { withinMs: 5_000 });
    await bus.close();
  });
});
