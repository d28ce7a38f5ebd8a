import { setTimeout as pause } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';

/** The first offset of a partition that is still there, and the one the next message will have. */
export interface End {
  readonly low: number;
  readonly high: number;
}

/** Where topics begin and end, by `name/partition`. */
export async function endsOf(kafka: Kafka, names: readonly string[]): Promise<ReadonlyMap<string, End>> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const ends = await Promise.all(
      names.map(async (name) =>
        (await offsetsOf(admin, name)).map(
          ({ partition, low, high }) => [`${name}/${partition}`, { low: Number(low), high: Number(high) }] as const,
        ),
      ),
    );
    return new Map(ends.flat());
  } finally {
    await admin.disconnect();
  }
}

const betweenMs = 200;
const triesMost = 25;

/**
 * Where a topic begins and ends. kafkajs tries again where a topic is unknown, but not where it has just been made and
 * its partitions have no leader yet.
 */
export async function offsetsOf(
  admin: Pick<Admin, 'fetchTopicOffsets'>,
  name: string,
  waitMs = betweenMs,
): Promise<Awaited<ReturnType<Admin['fetchTopicOffsets']>>> {
  for (let tried = 1; ; tried++) {
    try {
      return await admin.fetchTopicOffsets(name);
    } catch (error) {
      if ((error as { retriable?: unknown }).retriable !== true || tried >= triesMost) throw error;
      await pause(waitMs);
    }
  }
}
