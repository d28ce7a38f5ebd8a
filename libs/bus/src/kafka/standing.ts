import type { Batch as KafkaBatch, Consumer, Kafka, KafkaMessage } from 'kafkajs';
import { type Standpoint, untilLoaded, withinTopics } from './standpoints.js';
import type { TopicId } from '@samsvar/contracts';
import type { BusLog, Move, SubscribeOptions } from '../port.js';

interface Place {
  next: number;
  high: number;
  committed: number;
  /** What the database still says, where the topic was lost and begins anew. */
  stored?: number;
}

/** What a group's standing is worked out with. */
export interface StandingOptions {
  readonly kafka: Kafka;
  readonly names: ReadonlyMap<TopicId, string>;
  readonly log: BusLog;
}

/**
 * Where each partition of a group stands. The database's position is the truth where there is one, sought on every
 * assignment. Kafka's own offset is a hint, committed now and then so that lag can be seen from outside.
 */
export class Standing {
  private readonly places = new Map<string, Place>();
  private readonly ids: ReadonlyMap<string, TopicId>;
  /** The partitions of the present assignment. */
  private mine: ReadonlySet<string> = new Set();
  private loading: Promise<void> = Promise.resolve();
  /** Which assignment is the present one. */
  private turn = 0;

  constructor(
    private readonly consumer: Consumer,
    private readonly options: StandingOptions,
    private readonly wanted: SubscribeOptions,
  ) {
    this.ids = new Map([...options.names].map(([id, name]) => [name, id]));
  }

  /** Whether a partition is of the present assignment. */
  holds(at: string): boolean {
    return this.mine.has(at);
  }

  topicOf(name: string): TopicId {
    return this.ids.get(name)!;
  }

  /**
   * A new assignment: what was known of other partitions is forgotten, and stored positions are sought. Answers which
   * partitions stay.
   */
  assigned(assignment: Readonly<Record<string, readonly number[]>>): (at: string) => boolean {
    const before = this.mine;
    const mine = new Set(
      Object.entries(assignment).flatMap(([name, list]) =>
        list.map((partition) => `${this.topicOf(name)}/${partition}`),
      ),
    );
    this.mine = mine;
    this.places.clear();
    this.seek(mine);
    return (at) => before.has(at) && mine.has(at);
  }

  private seek(mine: ReadonlySet<string>): void {
    const { positions, group, handlers } = this.wanted;
    if (!positions) return;
    const topics = Object.keys(handlers) as TopicId[];
    const turn = ++this.turn;
    const load = async () => {
      const stored = await positions.load(group, topics);
      const ours = stored.filter(({ topic, partition }) => mine.has(`${topic}/${partition}`));
      return withinTopics(this.options.kafka, ours, (topic) => this.nameOf(topic));
    };
    const isWanted = () => turn === this.turn;
    this.loading = untilLoaded(load, { group, log: this.options.log, isWanted }).then((places) => {
      if (isWanted()) for (const place of places) this.stand(place);
    });
  }

  private stand({ topic, partition, next, stored }: Standpoint): void {
    if (stored !== undefined) this.lost(topic, partition, stored);
    this.places.set(`${topic}/${partition}`, {
      next,
      high: next,
      committed: -1,
      ...(stored !== undefined && { stored }),
    });
    this.consumer.seek({ topic: this.nameOf(topic), partition, offset: String(next) });
  }

  private lost(topic: TopicId, partition: number, stored: number): void {
    this.options.log.warn('a topic ends before where it was read to: it was lost', { topic, partition, stored });
    this.wanted.positions?.topicLost?.(topic, partition);
  }

  private nameOf(topic: TopicId): string {
    return this.options.names.get(topic)!;
  }

  /**
   * A batch was fetched, and says how much waits, whatever becomes of it. A topic that ends before where we stand was
   * lost, and is heard from its beginning.
   */
  heed(topic: TopicId, partition: number, { highWatermark, messages }: Pick<KafkaBatch, 'highWatermark' | 'messages'>) {
    const at = `${topic}/${partition}`;
    const place = this.places.get(at);
    const [first] = messages;
    const high = Number(highWatermark);
    if (!first || !this.holds(at)) return;
    const [next, committed] = [Number(first.offset), -1];
    if (!place) return void this.places.set(at, { next, high, committed: next });
    if (high >= place.next) return void (place.high = high);
    const stored = place.stored ?? place.next;
    this.lost(topic, partition, stored);
    this.places.set(at, { next, high, committed, stored });
  }

  /** Whoever waits for positions is let go. */
  close(): void {
    this.turn++;
  }

  /** Resolves when the positions of the present assignment are known. */
  async ready(): Promise<void> {
    for (let loading: Promise<void> | undefined; loading !== this.loading;) await (loading = this.loading);
  }

  next(topic: TopicId, partition: number): number {
    return this.places.get(`${topic}/${partition}`)?.next ?? 0;
  }

  /** Where a slice moves from: what is stored, or its own first message when nothing is. */
  from(topic: TopicId, partition: number, first: KafkaMessage): number {
    const place = this.places.get(`${topic}/${partition}`);
    return place?.stored ?? place?.next ?? Number(first.offset);
  }

  /** A slice was handled; nothing moves where the database was found set back meanwhile. */
  moved(move: Move, high: number): void {
    const place = this.places.get(`${move.topic}/${move.partition}`);
    if (place && place.stored === undefined && place.next < move.from) return;
    this.place(move.topic, move.partition, { next: move.next, high });
  }

  /** The broker's batch has ended; records of its own count as passed, for the lag, not for stored positions. */
  passed(topic: TopicId, partition: number, { next, high }: { next: number; high: number }): void {
    if (!this.wanted.positions)
      this.place(topic, partition, { next: Math.max(next, this.next(topic, partition)), high });
  }

  private place(topic: TopicId, partition: number, { next, high }: { next: number; high: number }): void {
    const committed = this.places.get(`${topic}/${partition}`)?.committed ?? -1;
    this.places.set(`${topic}/${partition}`, { next, high, committed });
  }

  /**
   * Where the partitions of some moves stand in the database. One that stands before its slice was set back with the
   * database: what lies between is heard again, and this slice counts as handled until then.
   */
  async refresh(moves: readonly Move[]): Promise<readonly Move[]> {
    const { positions, group } = this.wanted;
    const stored = (await positions?.load(group, [...new Set(moves.map(({ topic }) => topic))])) ?? [];
    return moves.map((move) => {
      const at = stored.find(({ topic, partition }) => topic === move.topic && partition === move.partition);
      const place = this.places.get(`${move.topic}/${move.partition}`);
      if (!at || place?.stored !== undefined) return move;
      if (at.next >= move.from) return { ...move, from: at.next };
      this.options.log.warn('the database was set back; messages are heard again', { ...at, heard: move.from });
      this.stand(at);
      return { ...move, from: Number.MAX_SAFE_INTEGER };
    });
  }

  lag(): number {
    return [...this.places.values()].reduce((sum, { next, high }) => sum + Math.max(high - next, 0), 0);
  }

  async commit(): Promise<void> {
    const due = [...this.places].filter(([, place]) => place.committed !== place.next);
    if (due.length === 0) return;
    const offsets = due.map(([at, { next }]) => {
      const slash = at.lastIndexOf('/');
      return {
        topic: this.nameOf(at.slice(0, slash) as TopicId),
        partition: Number(at.slice(slash + 1)),
        offset: String(next),
      };
    });
    const marks = due.map(([, place]) => [place, place.next] as const);
    await this.consumer.commitOffsets(offsets);
    for (const [place, next] of marks) place.committed = next;
  }
}
