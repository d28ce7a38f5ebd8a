import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { TopicId } from '@samsvar/contracts';
import type { Postponed } from '../failures.js';
import { Gatherer } from '../gatherer.js';
import type { Handler, Heard, Move, SubscribeOptions, Subscription } from '../port.js';
import { Undecodable } from '../wire.js';
import { askBroker, beating, type ConsumerOptions, endWithoutConsumer, postponement } from './consumer-life.js';
import { bury } from './dead.js';
import { heardFrom } from './heard-from.js';
import { Silence } from './silence.js';
import { Standing } from './standing.js';
import { untilThere } from './until-there.js';

const commitEveryMs = 500;
const notJoined = 'the group is not joined yet: Kafka is dealing out its partitions';

/** A group's consumer: decodes, gathers, hands over, and moves only when the handler's effects are stored. */
export class KafkaSubscription implements Subscription {
  private readonly consumer: Consumer;
  private readonly gatherers = new Map<Handler, Gatherer>();
  private readonly standing: Standing;
  private readonly raw = new WeakMap<Heard, KafkaMessage>();
  private isJoined = false;
  private isClosed = false;
  private hasEnded = false;
  private readonly silence: Silence;
  private timers: readonly NodeJS.Timeout[] = [];

  constructor(
    private readonly options: ConsumerOptions,
    private readonly wanted: SubscribeOptions,
  ) {
    this.consumer = options.kafka.consumer({
      groupId: wanted.group,
      sessionTimeout: 6_000,
      heartbeatInterval: 1_000,
      rebalanceTimeout: 15_000,
      maxWaitTimeInMs: 300,
      maxBytesPerPartition: 1 << 20,
      retry: { initialRetryTime: 100, maxRetryTime: 5_000, retries: 10, restartOnFailure: async () => true },
    });
    this.standing = new Standing(this.consumer, options, wanted);
    const { kafka, deafAfterMs } = options;
    this.silence = new Silence({ ask: () => askBroker(kafka), end: (error) => this.end(error), deafAfterMs });
  }

  async start(): Promise<void> {
    const { consumer } = this;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.isJoined = true;
      const stays = this.standing.assigned(payload.memberAssignment);
      for (const gatherer of this.gatherers.values()) gatherer.keep(stays);
    });
    for (const event of [consumer.events.CRASH, consumer.events.STOP, consumer.events.DISCONNECT])
      consumer.on(event, () => (this.isJoined = false));
    consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || this.end(payload.error));
    for (const event of [consumer.events.GROUP_JOIN, consumer.events.HEARTBEAT, consumer.events.FETCH]) {
      consumer.on(event, () => this.silence.break());
    }
    const { kafka, log } = this.options;
    const topics = (Object.keys(this.wanted.handlers) as TopicId[]).map((topic) => this.options.names.get(topic)!);
    await untilThere(kafka, topics, { log, isWanted: () => !this.isClosed });
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 1_000,
      eachBatch: (payload) => this.eachBatch(payload),
    });
    const commits = setInterval(() => void this.standing.commit().catch(() => undefined), commitEveryMs);
    this.timers = [commits, this.silence.watch()];
  }

  joined(): boolean {
    return this.isJoined;
  }

  ended(): boolean {
    return this.hasEnded;
  }

  trouble(): string | undefined {
    return this.silence.trouble() ?? (this.isJoined ? undefined : notJoined);
  }

  lag(): number {
    return this.standing.lag();
  }

  postponed(): number {
    const failed = [...this.gatherers.values()].flatMap((gatherer) => gatherer.postponed());
    return failed.filter((at) => this.standing.holds(at)).length;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const timer of this.timers) clearInterval(timer);
    for (const gatherer of this.gatherers.values()) gatherer.close();
    this.standing.close();
    await this.standing.commit().catch(() => undefined);
    await this.consumer.disconnect();
  }

  private end(error: Error): void {
    this.hasEnded = true;
    (this.options.endProcess ?? endWithoutConsumer)({ error, groupId: this.wanted.group });
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, isRunning, isStale } = payload;
    const topic = this.standing.topicOf(batch.topic);
    await beating(heartbeat, this.standing.ready());
    this.standing.heed(topic, batch.partition, batch);
    const sliceMax = this.wanted.sliceMax ?? 1_000;
    const messages = batch.messages.filter(
      (message) => Number(message.offset) >= this.standing.next(topic, batch.partition),
    );
    for (let start = 0; start < messages.length; start += sliceMax) {
      if (!isRunning() || isStale()) return;
      const slice = messages.slice(start, start + sliceMax);
      const next = Number(slice.at(-1)!.offset) + 1;
      const move = {
        topic,
        partition: batch.partition,
        from: this.standing.from(topic, batch.partition, slice[0]!),
        next,
      };
      const heard = await this.decoded(topic, batch.partition, slice);
      const postponed = await postponement(beating(heartbeat, this.gathererOf(topic).handle({ heard, move })));
      if (postponed) return this.later(payload, postponed);
      this.standing.moved(move, Number(batch.highWatermark));
      resolveOffset(String(next - 1));
    }
    if (isStale()) return;
    resolveOffset(batch.lastOffset());
    this.standing.passed(topic, batch.partition, {
      next: Number(batch.lastOffset()) + 1,
      high: Number(batch.highWatermark),
    });
  }

  /** The partition rests and is fetched again from where it stands; the others go on meanwhile. */
  private later({ pause }: EachBatchPayload, { afterMs }: Postponed): void {
    const resume = pause();
    setTimeout(resume, afterMs).unref();
  }

  /** The messages of a slice; what is no message goes to the dead topic and blocks nobody. */
  private async decoded(topic: TopicId, partition: number, slice: readonly KafkaMessage[]): Promise<readonly Heard[]> {
    const heard: Heard[] = [];
    for (const message of slice) {
      try {
        const one = heardFrom(topic, partition, message);
        this.raw.set(one, message);
        heard.push(one);
      } catch (error) {
        if (!(error instanceof Undecodable)) throw error;
        await this.dead(topic, partition, message, { class: 'undecodable', reason: error.message });
      }
    }
    return heard;
  }

  private async dead(
    topic: TopicId,
    partition: number,
    message: KafkaMessage,
    why: { class: 'undecodable' | 'rejected'; reason: string },
  ): Promise<void> {
    const { producer, names, log } = this.options;
    await bury(producer, message, { topic: names.get(topic)!, partition, ...why });
    log.error('a message went to the dead topic', { topic, partition, offset: message.offset, reason: why.reason });
  }

  private gathererOf(topic: TopicId): Gatherer {
    const handler = this.wanted.handlers[topic]!;
    const known = this.gatherers.get(handler);
    if (known) return known;
    const { positions } = this.wanted;
    const gatherer = new Gatherer({
      handler,
      sliceMax: this.wanted.sliceMax ?? 1_000,
      log: this.options.log,
      bury: (heard, reason) =>
        this.dead(heard.topic, heard.partition, this.raw.get(heard)!, { class: 'rejected', reason }),
      ...(positions && { refresh: (moves: readonly Move[]) => this.standing.refresh(moves) }),
    });
    this.gatherers.set(handler, gatherer);
    return gatherer;
  }
}
