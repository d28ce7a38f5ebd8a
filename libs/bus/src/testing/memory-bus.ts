import { setTimeout as pause } from 'node:timers/promises';
import type { TopicId } from '@samsvar/contracts';
import { envelopeText } from '@samsvar/contracts';
import type { DeadLetters, DeadMessage } from '../dead-letters.js';
import type { Postponed } from '../failures.js';
import { Gatherer } from '../gatherer.js';
import type { Bus, BusLog, Handler, Heard, Outgoing, SubscribeOptions, Subscription } from '../port.js';
import { decode } from '../wire.js';

const silent: BusLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Kept {
  readonly key: string;
  readonly value: Buffer;
  readonly traceparent?: string;
}

/** A bus in memory that keeps the port's promises within one process: for specs. One partition per topic. */
export class MemoryBus implements Bus {
  private readonly logs = new Map<TopicId, Kept[]>();
  private readonly wakes = new Set<() => void>();
  /** What could not be handled, with the reason. */
  private readonly dead: DeadMessage[] = [];
  readonly deadLetters: DeadLetters = {
    list: async (parts, most) =>
      parts.flatMap(({ topic, from }) => this.dead.filter((one) => one.topic === topic).slice(from, from + most)),
    extents: async (topics) =>
      topics.map((topic) => ({ topic, first: 0, next: this.dead.filter((one) => one.topic === topic).length })),
    replay: async (messages) => {
      for (const { topic, key, value } of messages) this.append(topic, key, value ?? Buffer.alloc(0));
    },
  };

  async publish(out: readonly Outgoing[]): Promise<void> {
    for (const { topic, key, message, traceparent } of out)
      this.append(topic, key, Buffer.from(envelopeText(message)), traceparent);
  }

  /** Bytes as they stand, also such as are no message. */
  append(topic: TopicId, key: string, value: Buffer, traceparent?: string): void {
    const log = this.logs.get(topic) ?? [];
    this.logs.set(topic, log);
    log.push({ key, value, ...(traceparent !== undefined && { traceparent }) });
    for (const wake of this.wakes) wake();
  }

  trouble(): undefined {
    return undefined;
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    const stored = (await options.positions?.load(options.group, Object.keys(options.handlers) as TopicId[])) ?? [];
    const readers = Object.entries(options.handlers).map(
      ([topic, handler]) =>
        new Reader(
          this,
          { topic: topic as TopicId, next: stored.find((at) => at.topic === topic)?.next ?? 0 },
          handler,
        ),
    );
    const gatherers = new Map<Handler, Gatherer>();
    for (const handler of new Set(Object.values(options.handlers))) {
      const bury = async ({ topic, offset }: Heard, reason: string) => this.bury(topic, offset, 'rejected', reason);
      gatherers.set(handler, new Gatherer({ handler, sliceMax: options.sliceMax ?? 1_000, log: silent, bury }));
    }
    const wake = () =>
      readers.forEach((reader) => void reader.run(gatherers.get(reader.handler)!, options.sliceMax ?? 1_000));
    this.wakes.add(wake);
    wake();
    return {
      joined: () => true,
      ended: () => false,
      trouble: () => undefined,
      lag: () => readers.reduce((sum, reader) => sum + reader.lag(), 0),
      postponed: () => [...gatherers.values()].flatMap((gatherer) => gatherer.postponed()).length,
      close: async () => {
        this.wakes.delete(wake);
        for (const gatherer of gatherers.values()) gatherer.close();
      },
    };
  }

  /** Puts a message aside, untouched, with the reason. */
  bury(topic: TopicId, offset: number, why: DeadMessage['class'], reason: string): void {
    const place = this.dead.filter((one) => one.topic === topic).length;
    const at = new Date().toISOString();
    const { key, value } = this.logs.get(topic)![offset]!;
    this.dead.push({ topic, place, partition: 0, offset, class: why, reason, at, key, value });
  }

  after(topic: TopicId, next: number): readonly Kept[] {
    return (this.logs.get(topic) ?? []).slice(next);
  }

  async close(): Promise<void> {
    this.wakes.clear();
  }
}

class Reader {
  private busy = false;

  constructor(
    private readonly bus: MemoryBus,
    private readonly at: { topic: TopicId; next: number },
    readonly handler: Handler,
  ) {}

  lag(): number {
    return this.bus.after(this.at.topic, this.at.next).length;
  }

  async run(gatherer: Gatherer, sliceMax: number): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    while (this.lag() > 0) {
      const { topic, next } = this.at;
      const found = this.bus.after(topic, next).slice(0, sliceMax);
      const heard = found.flatMap((one, index) => this.decoded(one, next + index));
      const move = { topic, partition: 0, from: next, next: next + found.length };
      const postponed = await gatherer.handle({ heard, move }).then(
        () => undefined,
        (error: unknown) => error as Postponed,
      );
      if (postponed) {
        await pause(postponed.afterMs, undefined, { ref: false });
        continue;
      }
      this.at.next = next + found.length;
    }
    this.busy = false;
  }

  private decoded({ value, ...kept }: Kept, offset: number): readonly Heard[] {
    const { topic } = this.at;
    try {
      return [{ topic, partition: 0, offset, ...kept, message: decode(topic, value) }];
    } catch (error) {
      this.bus.bury(topic, offset, 'undecodable', error instanceof Error ? error.message : String(error));
      return [];
    }
  }
}
