import { setTimeout as pause } from 'node:timers/promises';
import type { TopicNeeded } from '@samsvar/contracts';
import type { Kafka } from 'kafkajs';
import type { BusLog } from '../port.js';
import { type KafkaOptions, kafkaClient } from './client.js';
import { checkPartitions, missingOf, type TopicFound } from './partitions.js';

const betweenMs = 1_000;

/** Who waits: told what is missing, and asked whether it is still worth it. */
export interface Waiting {
  readonly log: BusLog;
  readonly isWanted: () => boolean;
}

/** Waits until topics stand, since whoever makes them may start beside whoever hears them; says which are missing. */
export const untilThere = (kafka: Kafka, names: readonly string[], waiting: Waiting): Promise<void> =>
  untilNoneIsMissing(async () => missingOf(names, await topicsIn(kafka)), waiting);

/**
 * The same before anything is heard or told, for all that a service uses. Rejects with `WrongPartitions` as soon as one
 * of them stands with another number of partitions than it needs.
 */
export async function untilTopicsFit(options: KafkaOptions, needed: readonly TopicNeeded[]): Promise<void> {
  const kafka = kafkaClient(options);
  const names = needed.map(({ name }) => name);
  const look = async () => {
    const found = await topicsIn(kafka);
    checkPartitions(needed, found);
    return missingOf(names, found);
  };
  await untilNoneIsMissing(look, { log: options.log, isWanted: () => true });
}

async function untilNoneIsMissing(look: () => Promise<readonly string[]>, { log, isWanted }: Waiting): Promise<void> {
  let said = '';
  for (;;) {
    const missing = (await look()).join(', ');
    if (missing === '') return;
    if (!isWanted()) throw new Error('stopped before its topics were there');
    if (missing !== said) log.warn('topics are not there yet: make them with `topics` of link', { topics: missing });
    said = missing;
    await pause(betweenMs);
  }
}

/** Every topic that whoever asks may describe. */
async function topicsIn(kafka: Kafka): Promise<readonly TopicFound[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return (await admin.fetchTopicMetadata()).topics;
  } finally {
    await admin.disconnect();
  }
}
