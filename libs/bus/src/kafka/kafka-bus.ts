import type { Kafka, Producer } from 'kafkajs';
import type { TopicId } from '@samsvar/contracts';
import { topics } from '@samsvar/contracts';
import type { Bus, BusLog, Outgoing, SubscribeOptions, Subscription } from '../port.js';
import type { KafkaOptions } from './client.js';
import { kafkaClient } from './client.js';
import { KafkaSubscription } from './consumer.js';
import { KafkaDeadLetters } from './dead-letters.js';
import { KafkaPublisher } from './publisher.js';

export interface KafkaBusOptions extends KafkaOptions {
  /** Stands in the place of `samsvar.` in topic names, so that tests can share a broker. */
  readonly prefix?: string;
}

/** The bus over Kafka. Waits for the broker at start. */
export async function kafkaBus(options: KafkaBusOptions): Promise<Bus> {
  const kafka = kafkaClient(options);
  const producer = kafka.producer({ allowAutoTopicCreation: false, maxInFlightRequests: 1 });
  await producer.connect();
  return new KafkaBus(kafka, producer, options.log, namesWith(options.prefix));
}

/** Topic names by their ids. */
export const namesWith = (prefix = 'samsvar.'): ReadonlyMap<TopicId, string> =>
  new Map((Object.keys(topics) as TopicId[]).map((id) => [id, `${prefix}${id}`]));

class KafkaBus implements Bus {
  readonly deadLetters: KafkaDeadLetters;
  private readonly publisher: KafkaPublisher;
  private readonly subscriptions: KafkaSubscription[] = [];

  constructor(
    private readonly kafka: Kafka,
    private readonly producer: Producer,
    private readonly log: BusLog,
    private readonly names: ReadonlyMap<TopicId, string>,
  ) {
    this.deadLetters = new KafkaDeadLetters(kafka, producer, names);
    this.publisher = new KafkaPublisher(producer, (topic) => names.get(topic)!);
  }

  publish(out: readonly Outgoing[]): Promise<void> {
    return this.publisher.publish(out);
  }

  trouble(): string | undefined {
    const failure = this.publisher.failure();
    return failure && `Kafka takes no messages (${failure.message}): check KAFKA_BROKERS and that the broker runs`;
  }

  async subscribe(wanted: SubscribeOptions): Promise<Subscription> {
    const { kafka, producer, log, names } = this;
    const subscription = new KafkaSubscription({ kafka, producer, log, names }, wanted);
    this.subscriptions.push(subscription);
    await subscription.start();
    return subscription;
  }

  async close(): Promise<void> {
    await Promise.all(this.subscriptions.map((subscription) => subscription.close()));
    await this.producer.disconnect();
  }
}
