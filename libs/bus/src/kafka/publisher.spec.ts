import type { Producer } from 'kafkajs';
import { expect, test } from 'vitest';
import { pollCompleted } from '../testing/bus.contract.js';
import { KafkaPublisher } from './publisher.js';

const out = [{ topic: 'records.canonical' as const, key: 'default', message: pollCompleted(1) }];

test('a publisher says why it cannot tell, until it can again', async () => {
  let away = true;
  const sendBatch = () => (away ? Promise.reject(new Error('Broker not connected')) : Promise.resolve([]));
  const publisher = new KafkaPublisher({ sendBatch } as unknown as Producer);
  await expect(publisher.publish(out)).rejects.toThrow('Broker not connected');
  expect(publisher.failure()?.message).toBe('Broker not connected');
  away = false;
  await publisher.publish(out);
  expect(publisher.failure()).toBeUndefined();
});
