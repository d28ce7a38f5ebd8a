import type { ITopicConfig } from 'kafkajs';
import { deadPartitions, deadTopicOf, topics } from '@samsvar/contracts';
import type { BusLog } from '../port.js';
import { type KafkaAccess, kafkaClient } from './client.js';
import { namesWith } from './kafka-bus.js';
import { checkPartitions, missingOf } from './partitions.js';
import { untilLed } from './until-led.js';

export interface TopicsOptions {
  readonly prefix?: string;
  readonly replicas?: number;
  /** Fewer partitions than the table says, for tests on one small broker. */
  readonly partitions?: number;
  readonly log?: BusLog;
  readonly access?: KafkaAccess | undefined;
}

const silent: BusLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Checks the topics of the table that stand, and makes those that are missing, each with its dead topic. */
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
    const wanted = wantedTopics(options);
    const needed = wanted.map(({ topic, numPartitions }) => ({ name: topic, partitions: numPartitions! }));
    const { topics: found } = await admin.fetchTopicMetadata();
    checkPartitions(needed, found);
    const names = missingOf(
      needed.map(({ name }) => name),
      found,
    );
    const missing = wanted.filter(({ topic }) => names.includes(topic));
    if (missing.length > 0) {
      await admin.createTopics({ topics: missing, waitForLeaders: false });
      await untilLed(async () => (await admin.fetchTopicMetadata()).topics, names);
    }
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
      { topic: deadTopicOf(topic), numPartitions: deadPartitions, replicationFactor: replicas, configEntries },
    ];
  });
}
