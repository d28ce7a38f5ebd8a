import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';
import { expect, test } from 'vitest';
import type { BusLog } from '../port.js';
import { Standing } from './standing.js';

const log: BusLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const topic = 'records.canonical';
const batch = (first: number, high: number) => ({
  highWatermark: String(high),
  messages: [{ offset: String(first) } as KafkaMessage],
});

/** A group that stores no positions, with partition 0 assigned, and what it commits. */
function standing() {
  const committed: unknown[] = [];
  const consumer = { seek: () => {}, commitOffsets: async (offsets: unknown) => void committed.push(offsets) };
  const made = new Standing(
    consumer as unknown as Consumer,
    { kafka: {} as Kafka, names: new Map([[topic, `samsvar.${topic}`]]), log },
    { group: 'spec', handlers: { [topic]: async () => {} } },
  );
  made.assigned({ [`samsvar.${topic}`]: [0] });
  return { made, committed };
}

test('a batch that was fetched waits, before and whether or not it is handled; nothing is committed of it', async () => {
  const { made, committed } = standing();
  made.heed(topic, 0, batch(5, 12));
  expect(made.lag()).toBe(7);
  made.heed(topic, 0, batch(5, 15));
  expect(made.lag()).toBe(10);
  await made.commit();
  expect(committed).toEqual([]);
  made.moved({ topic, partition: 0, from: 5, next: 15 }, 15);
  expect(made.lag()).toBe(0);
  await made.commit();
  expect(committed).toEqual([[{ topic: `samsvar.${topic}`, partition: 0, offset: '15' }]]);
});

test('what is fetched of a partition that is another’s by now does not count', () => {
  const { made } = standing();
  const stays = made.assigned({ [`samsvar.${topic}`]: [1] });
  made.heed(topic, 0, batch(5, 12));
  expect(made.lag()).toBe(0);
  expect([stays(`${topic}/0`), stays(`${topic}/1`), made.holds(`${topic}/1`)]).toEqual([false, false, true]);
  expect(made.assigned({ [`samsvar.${topic}`]: [0, 1] })(`${topic}/1`)).toBe(true);
});
