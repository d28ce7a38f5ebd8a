import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, KafkaMessage } from 'kafkajs';
import type { TopicId } from '@samsvar/contracts';
import type { BusLog, Move, Positions, SubscribeOptions } from '../port.js';

const positionsEveryMs = 1_000;

interface Place {
  next: number;
  high: number;
  committed: number;
}

/**
 * Where each partition of a group stands. The database's position is the truth where there is one: it is sought on
 * every
 * assignment. Kafka's own offset is a hint, committed now and then so that lag can be seen from outside.
 */
export class Standing {
  private readonly places = new Map<string, Place>();
  private readonly ids: ReadonlyMap<string, TopicId>;
  private loading: Promise<void> = Promise.resolve();
  /** Which assignment is the present one. */
  private turn = 0;

  constructor(
    private readonly consumer: Consumer,
    private readonly names: ReadonlyMap<TopicId, string>,
    private readonly wanted: SubscribeOptions,
    private readonly log: BusLog,
  ) {
    this.ids = new Map([...names].map(([id, name]) => [name, id]));
  }

  topicOf(name: string): TopicId {
    return this.ids.get(name)!;
  }

  /** A new assignment: what was known of other partitions is forgotten, and stored positions are sought. */
  assigned(assignment: Readonly<Record<string, readonly number[]>>): void {
    this.places.clear();
    const { positions, group, handlers } = this.wanted;
    if (!positions) return;
    const mine = new Set(
      Object.entries(assignment).flatMap(([name, list]) =>
        list.map((partition) => `${this.topicOf(name)}/${partition}`),
      ),
    );
    const topics = Object.keys(handlers) as TopicId[];
    const turn = ++this.turn;
    this.loading = this.untilLoaded(() => positions.load(group, topics), turn).then((stored) => {
      if (turn !== this.turn) return;
      for (const { topic, partition, next } of stored) {
        if (!mine.has(`${topic}/${partition}`)) continue;
        this.places.set(`${topic}/${partition}`, { next, high: next, committed: -1 });
        this.consumer.seek({ topic: this.names.get(topic)!, partition, offset: String(next) });
      }
    });
  }

  /** A database that is away is waited for: the group stays joined, and no message is handled meanwhile. */
  private async untilLoaded(load: () => ReturnType<Positions['load']>, turn: number): ReturnType<Positions['load']> {
    for (;;) {
      try {
        return await load();
      } catch (error) {
        if (turn !== this.turn) return [];
        this.log.warn('positions cannot be read yet', { group: this.wanted.group, error: String(error) });
        await pause(positionsEveryMs);
      }
    }
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
    return this.places.get(`${topic}/${partition}`)?.next ?? Number(first.offset);
  }

  moved(move: Move, high: number): void {
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

  /** Where the partitions of some moves stand in the database. */
  async refresh(moves: readonly Move[]): Promise<readonly Move[]> {
    const { positions, group } = this.wanted;
    const stored = (await positions?.load(group, [...new Set(moves.map(({ topic }) => topic))])) ?? [];
    return moves.map((move) => {
      const at = stored.find(({ topic, partition }) => topic === move.topic && partition === move.partition);
      return { ...move, from: at?.next ?? move.from };
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
        topic: this.names.get(at.slice(0, slash) as TopicId)!,
        partition: Number(at.slice(slash + 1)),
        offset: String(next),
      };
    });
    const marks = due.map(([, place]) => [place, place.next] as const);
    await this.consumer.commitOffsets(offsets);
    for (const [place, next] of marks) place.committed = next;
  }
}
