import { setTimeout as pause } from 'node:timers/promises';
import type { TopicId } from '@samsvar/contracts';
import type { Kafka } from 'kafkajs';
import type { BusLog, Positions } from '../port.js';
import { endsOf } from './ends.js';

const positionsEveryMs = 1_000;

/** Whose positions are read, and for how long anybody waits for them. */
export interface Loading {
  readonly group: string;
  readonly log: BusLog;
  readonly isWanted: () => boolean;
}

/** A database that is away is waited for: the group stays joined, and no message is handled meanwhile. */
export async function untilLoaded<T>(
  load: () => Promise<readonly T[]>,
  { group, log, isWanted }: Loading,
): Promise<readonly T[]> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (!isWanted()) return [];
      log.warn('positions cannot be read yet', { group, error: String(error) });
      await pause(positionsEveryMs);
    }
  }
}

type Stored = Awaited<ReturnType<Positions['load']>>[number];
/** Where to go on; `stored` where that is not what the database says. */
export type Standpoint = Stored & { readonly stored?: number };

/** Where to go on: at the stored position, or at the beginning of a topic that ends before it. */
export async function withinTopics(
  kafka: Kafka,
  stored: readonly Stored[],
  nameOf: (topic: TopicId) => string,
): Promise<readonly Standpoint[]> {
  if (stored.length === 0) return [];
  const ends = await endsOf(kafka, [...new Set(stored.map(({ topic }) => nameOf(topic)))]);
  return stored.map((one) => {
    const end = ends.get(`${nameOf(one.topic)}/${one.partition}`);
    return end && end.high < one.next ? { ...one, next: end.low, stored: one.next } : one;
  });
}
