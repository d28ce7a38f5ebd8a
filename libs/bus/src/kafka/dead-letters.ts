import { randomUUID } from 'node:crypto';
import type { Admin, Consumer, Kafka, KafkaMessage, Producer } from 'kafkajs';
import type { TopicId } from '@samsvar/contracts';
import { deadTopicOf } from '@samsvar/contracts';
import type { DeadFrom, DeadLetters, DeadMessage, Extent } from '../dead-letters.js';
import { offsetsOf } from './ends.js';

const withinMs = 20_000;

/** The part of a dead topic that is still to be read: from `next` up to before `end`. */
interface Stretch {
  readonly topic: TopicId;
  readonly name: string;
  next: number;
  readonly end: number;
}

/**
 * Dead topics over Kafka. Reading takes a consumer for the moment: they are looked at by people, seldom, and nobody's
 * position depends on it.
 */
export class KafkaDeadLetters implements DeadLetters {
  constructor(
    private readonly kafka: Kafka,
    private readonly producer: Producer,
    private readonly names: ReadonlyMap<TopicId, string>,
  ) {}

  async list(parts: readonly DeadFrom[], most: number): Promise<readonly DeadMessage[]> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const stretches = await this.stretches(admin, parts, most);
      return stretches.length === 0 ? [] : await this.read(admin, stretches);
    } finally {
      await admin.disconnect();
    }
  }

  async replay(messages: readonly DeadMessage[]): Promise<void> {
    for (const [topic, dead] of Map.groupBy(messages, (message) => message.topic)) {
      for (const { key, value } of dead) {
        const headers = { 'content-type': 'application/cloudevents+json' };
        await this.producer.send({ topic: this.names.get(topic)!, acks: -1, messages: [{ key, value, headers }] });
      }
    }
  }

  async extents(topics: readonly TopicId[]): Promise<readonly Extent[]> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return (await this.standing(admin, topics)).map(({ topic, low, end }) => ({ topic, first: low, next: end }));
    } finally {
      await admin.disconnect();
    }
  }

  private async stretches(admin: Admin, parts: readonly DeadFrom[], most: number): Promise<Stretch[]> {
    const from = new Map(parts.map((part) => [part.topic, part.from]));
    const found = await this.standing(admin, [...from.keys()]);
    return found
      .map(({ topic, name, low, end }) => ({ topic, name, next: Math.max(low, from.get(topic)!), end }))
      .map(({ next, end, ...part }) => ({ ...part, next, end: Math.min(end, next + most) }))
      .filter(({ next, end }) => next < end);
  }

  /** Where the dead topics that are there begin and end. */
  private async standing(admin: Admin, topics: readonly TopicId[]) {
    const there = new Set(await admin.listTopics());
    const known = topics.map((topic) => ({ topic, name: deadTopicOf(this.names.get(topic)!) }));
    return Promise.all(
      known
        .filter(({ name }) => there.has(name))
        .map(async ({ topic, name }) => {
          const [at] = await offsetsOf(admin, name);
          return { topic, name, low: Number(at?.low ?? 0), end: Number(at?.high ?? 0) };
        }),
    );
  }

  private async read(admin: Admin, stretches: readonly Stretch[]): Promise<readonly DeadMessage[]> {
    const groupId = `samsvar-dead-${randomUUID()}`;
    const consumer = this.kafka.consumer({ groupId, maxWaitTimeInMs: 100, retry: { retries: 3 } });
    await consumer.connect();
    try {
      return await readAll(consumer, stretches);
    } finally {
      await consumer.disconnect();
      await admin.deleteGroups([groupId]).catch(() => undefined);
    }
  }
}

async function readAll(consumer: Consumer, stretches: readonly Stretch[]): Promise<readonly DeadMessage[]> {
  const byName = new Map(stretches.map((stretch) => [stretch.name, stretch]));
  const found: DeadMessage[] = [];
  await consumer.subscribe({ topics: [...byName.keys()], fromBeginning: true });
  const { promise: all, resolve, reject } = Promise.withResolvers<void>();
  const late = setTimeout(() => reject(new Error('the dead topics could not be read in time')), withinMs);
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const stretch = byName.get(batch.topic)!;
      for (const message of batch.messages) {
        const place = Number(message.offset);
        if (place >= stretch.next && place < stretch.end) found.push(deadMessage(stretch.topic, message));
      }
      stretch.next = Math.max(stretch.next, Number(batch.lastOffset()) + 1);
      if (stretches.every(({ next, end }) => next >= end)) resolve();
    },
  });
  for (const { name, next } of stretches) consumer.seek({ topic: name, partition: 0, offset: String(next) });
  await all.finally(() => clearTimeout(late));
  return found;
}

function deadMessage(topic: TopicId, { offset, key, value, headers = {} }: KafkaMessage): DeadMessage {
  const said = (name: string): string => headers[`samsvar.dead.${name}`]?.toString() ?? '';
  return {
    topic,
    place: Number(offset),
    partition: Number(said('partition')),
    offset: Number(said('offset')),
    class: said('class') === 'rejected' ? 'rejected' : 'undecodable',
    reason: said('reason'),
    at: said('at'),
    key: key?.toString() ?? '',
    value,
  };
}
