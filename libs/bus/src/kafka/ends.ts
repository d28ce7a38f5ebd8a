import type { Kafka } from 'kafkajs';

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
        (await admin.fetchTopicOffsets(name)).map(
          ({ partition, low, high }) => [`${name}/${partition}`, { low: Number(low), high: Number(high) }] as const,
        ),
      ),
    );
    return new Map(ends.flat());
  } finally {
    await admin.disconnect();
  }
}
