import { randomUUID } from 'node:crypto';
import kafkajs, { type IHeaders, type KafkaMessage } from 'kafkajs';

const { Kafka, logLevel } = kafkajs;

/** A message as its topic keeps it. */
export interface StoredMessage {
  readonly topic: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Everything that some topics keep now. */
export async function everythingIn(brokers: string, topics: readonly string[]): Promise<readonly StoredMessage[]> {
  const kafka = new Kafka({ clientId: 'spec', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map<string, number>();
  for (const topic of topics)
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
      if (Number(high) > Number(low)) ends.set(`${topic}/${partition}`, Number(high));
  await admin.disconnect();
  const found: StoredMessage[] = [];
  if (ends.size === 0) return found;
  const consumer = kafka.consumer({ groupId: `spec-${randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  const { promise: all, resolve } = Promise.withResolvers<void>();
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ topic, partition, message }) => {
      found.push(storedMessage(topic, message));
      const at = `${topic}/${partition}`;
      if (Number(message.offset) + 1 >= (ends.get(at) ?? Infinity)) ends.delete(at);
      if (ends.size === 0) resolve();
    },
  });
  await all;
  await consumer.disconnect();
  return found;
}

const storedMessage = (topic: string, { value, headers = {} }: KafkaMessage): StoredMessage => ({
  topic,
  value: value?.toString('utf8') ?? '',
  headers: textOf(headers),
});
const textOf = (headers: IHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
