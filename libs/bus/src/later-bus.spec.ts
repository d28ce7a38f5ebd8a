import { expect, test } from 'vitest';
import { LaterBus } from './later-bus.js';
import type { Bus } from './port.js';
import { pollCompleted } from './testing/bus.contract.js';
import { MemoryBus } from './testing/memory-bus.js';

const topic = 'records.canonical';
const out = [{ topic, key: 'default', message: pollCompleted(1) }] as const;

test('a bus that comes later takes nothing until it is there, and is that bus from then on', async () => {
  const { promise, resolve } = Promise.withResolvers<Bus>();
  const bus = new LaterBus(promise);
  expect(bus.trouble()).toMatch(/^Kafka has not been reached yet/);
  await expect(bus.publish(out)).rejects.toThrow('Kafka has not been reached yet');
  await expect(bus.deadLetters.list([{ topic, from: 0 }], 1)).rejects.toThrow('Kafka has not been reached yet');
  const memory = new MemoryBus();
  resolve(memory);
  await promise;
  expect(bus.trouble()).toBeUndefined();
  await bus.publish(out);
  expect(memory.after(topic, 0)).toHaveLength(1);
  expect(await bus.deadLetters.list([{ topic, from: 0 }], 1)).toEqual([]);
});

test('a bus that comes after nobody wants it any more is closed; one that never comes is not our affair', async () => {
  const { promise, resolve } = Promise.withResolvers<Bus>();
  const bus = new LaterBus(promise);
  await bus.close();
  const memory = new MemoryBus();
  let closed = false;
  memory.close = async () => void (closed = true);
  resolve(memory);
  await promise;
  expect(closed).toBe(true);
  expect(new LaterBus(Promise.reject(new Error('no such topic'))).trouble()).toMatch(/not been reached/);
});
