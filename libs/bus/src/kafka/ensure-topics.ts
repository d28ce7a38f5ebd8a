import type { ITopicConfig } from 'kafkajs';
import { deadTopicOf, topics } from '@samsvar/contracts';
import type { BusLog } from '../port.js';
import { type KafkaAccess, kafkaClient } from './client.js';
import { namesWith } from './kafka-bus.js';

export interface TopicsOptions {
  readonly prefix?: string;
  readonly replicas?: number;
  /** Fewer partitions than the table says, for tests on one small broker. */
  readonly partitions?: number;
  readonly log?: BusLog;
  readonly access?: KafkaAccess | undefined;
}

/** A topic stands with another number of partitions than the table says: keys would be spread anew. */
export class WrongPartitions extends Error {
  override readonly name = 'WrongPartitions';
}

const silent: BusLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Makes every topic of the table that is missing, with its dead topic, and checks those that stand. */
export async function ensureTopics(
  brokers: readonly string[],
  options: TopicsOptions = {},
): Promise<{ readonly created: readonly string[] }> {
  const admin = kafkaClient({
    brokers,
    clientId: 'samsvar-topics',
    log: options.log ?? silent,
    access: options.access,
  }).admin();
  await admin.connect();
  try {
    const there = new Set(await admin.listTopics());
    const wanted = wantedTopics(options);
    const missing = wanted.filter(({ topic }) => !there.has(topic));
    if (missing.length > 0) await admin.createTopics({ topics: [...missing], waitForLeaders: true });
    const standing = wanted.filter(({ topic }) => there.has(topic));
    if (standing.length > 0)
      check(standing, await admin.fetchTopicMetadata({ topics: standing.map(({ topic }) => topic) }));
    return { created: missing.map(({ topic }) => topic) };
  } finally {
    await admin.disconnect();
  }
}

function wantedTopics({ prefix, replicas = -1, partitions }: TopicsOptions): readonly ITopicConfig[] {
  const names = namesWith(prefix);
  return Object.entries(topics).flatMap(([id, { retentionMs, segmentMs, partitions: byTable }]) => {
    const topic = names.get(id as keyof typeof topics)!;
    const configEntries = [
      { name: 'retention.ms', value: String(retentionMs) },
      { name: 'segment.ms', value: String(segmentMs) },
    ];
    return [
      { topic, numPartitions: partitions ?? byTable, replicationFactor: replicas, configEntries },
      { topic: deadTopicOf(topic), numPartitions: 1, replicationFactor: replicas, configEntries },
    ];
  });
}

function check(
  wanted: readonly ITopicConfig[],
  { topics: found }: { topics: readonly { name: string; partitions: readonly unknown[] }[] },
): void {
  const wrong = wanted.flatMap(({ topic, numPartitions }) => {
    const count = found.find(({ name }) => name === topic)?.partitions.length;
    return count === numPartitions ? [] : [`${topic} has ${count} partitions, ${numPartitions} are needed`];
  });
  if (wrong.length === 0) return;
  throw new WrongPartitions(
    `${wrong.join('; ')}. Partitions decide where a key goes, so they are never changed in place: ` +
      'stop the services, let the topic drain, delete it, and start again.',
  );
}
