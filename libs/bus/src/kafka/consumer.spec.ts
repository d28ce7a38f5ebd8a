import type { Kafka, Producer } from 'kafkajs';
import { eventually } from '@samsvar/testing';
import { expect, test } from 'vitest';
import type { BusLog } from '../port.js';
import { KafkaSubscription } from './consumer.js';
import { namesWith } from './kafka-bus.js';

const log: BusLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A client whose consumer joins and is never told anything again, of a broker that answers everybody else. */
function deafClient(answers: () => Promise<void>) {
  const done = () => Promise.resolve();
  const events = {
    CRASH: 'crash',
    STOP: 'stop',
    DISCONNECT: 'gone',
    GROUP_JOIN: 'join',
    HEARTBEAT: 'beat',
    FETCH: 'got',
  };
  const consumer = { events, on: () => {}, connect: done, subscribe: done, run: done, disconnect: done };
  const topics = [...namesWith().values()].map((name) => ({ name, partitions: [] }));
  const admin = {
    connect: done,
    disconnect: done,
    listTopics: answers,
    fetchTopicMetadata: () => Promise.resolve({ topics }),
  };
  return { consumer: () => consumer, admin: () => admin } as unknown as Kafka;
}
/** Who may be deaf for 60 ms, and the words with which its process would have ended. */
async function subscribed(kafka: Kafka) {
  const ended: string[] = [];
  const endProcess = ({ error, groupId }: { error: Error; groupId: string }) =>
    void ended.push(`${groupId}: ${error.message}`);
  const options = { kafka, producer: {} as Producer, log, names: namesWith(), deafAfterMs: 60, endProcess };
  const handlers = { 'records.canonical': () => Promise.resolve() };
  const subscription = new KafkaSubscription(options, { group: 'link', handlers });
  await subscription.start();
  return { ended, subscription };
}

test('a consumer that has gone deaf ends its process, so that another hears', async () => {
  const { ended, subscription } = await subscribed(deafClient(() => Promise.resolve()));
  expect(subscription.ended()).toBe(false);
  await eventually(() => expect(ended).not.toEqual([]));
  expect(ended[0]).toBe('link: it has heard nothing for 0 s, though Kafka answers others');
  expect(subscription.ended()).toBe(true);
  await subscription.close();
});

test('a broker that is away is waited for, and a subscription that was closed waits for nobody', async () => {
  let asked = 0;
  const away = await subscribed(deafClient(() => Promise.reject(new Error(`away ${asked++}`))));
  const closed = await subscribed(deafClient(() => Promise.resolve()));
  await closed.subscription.close();
  await eventually(() => expect(asked).toBeGreaterThan(5));
  expect([away.ended, closed.ended]).toEqual([[], []]);
  await away.subscription.close();
});
