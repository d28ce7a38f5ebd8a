import { randomUUID } from 'node:crypto';
import { eventually, kafkaBrokers } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BusLog } from '../port.js';
import { kafkaClient } from './client.js';
import { WrongPartitions } from './partitions.js';
import { untilTopicsFit } from './until-there.js';

const silent: BusLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const brokers = kafkaBrokers().split(',');
const admin = kafkaClient({ brokers, clientId: 'topics-spec', log: silent }).admin();
beforeAll(() => admin.connect());
afterAll(() => admin.disconnect());

const make = (topic: string, numPartitions: number) =>
  admin.createTopics({ topics: [{ topic, numPartitions, replicationFactor: 1 }], waitForLeaders: true });

/** Two topics of one's own that are needed, and what is said while they are waited for. */
function needed() {
  const [links, dead] = [`${randomUUID()}.links`, `${randomUUID()}.links.dead`];
  const said: unknown[] = [];
  const log: BusLog = { ...silent, warn: (words, fields) => void said.push([words, fields]) };
  const wait = () =>
    untilTopicsFit({ brokers, clientId: 'topics-spec', log }, [
      { name: links, partitions: 3 },
      { name: dead, partitions: 1 },
    ]);
  return { links, dead, said, wait };
}
const words = 'topics are not there yet: make them with `topics` of link';

describe('who needs topics', () => {
  test('waits for those that are missing, says once which, and goes on when all stand', async () => {
    const { links, dead, said, wait } = needed();
    const waiting = wait();
    await eventually(() => expect(said).toEqual([[words, { topics: `${links}, ${dead}` }]]));
    await make(dead, 1);
    await eventually(() => expect(said.at(-1)).toEqual([words, { topics: links }]));
    await make(links, 3);
    await waiting;
    expect(said).toHaveLength(2);
  });

  test.each([1, 4])('goes no further where one stands with %i partitions instead of 3', async (partitions) => {
    const { links, dead, said, wait } = needed();
    await make(links, partitions);
    await expect(wait()).rejects.toThrow(WrongPartitions);
    await make(dead, 1);
    await expect(wait()).rejects.toThrow(`${links} (${partitions} instead of 3). Partitions`);
    expect(said).toEqual([]);
  });

  test('goes no further either where one is made with others while it waits', async () => {
    const { links, dead, said, wait } = needed();
    const refused = expect(wait()).rejects.toThrow(`${dead} (2 instead of 1). Partitions`);
    await eventually(() => expect(said).toHaveLength(1));
    await make(dead, 2);
    await refused;
    await make(links, 3);
  });
});
