import { DeadLetter, Postponed, RetryLater } from './failures.js';
import type { Batch, BusLog, Handler, Heard, Move } from './port.js';

/** Part of one partition, waiting to be handled. */
export interface Slice {
  readonly heard: readonly Heard[];
  readonly move: Move;
}

interface Waiting extends Slice {
  readonly done: () => void;
  readonly failed: (postponed: Postponed) => void;
}

export interface GathererOptions {
  readonly handler: Handler;
  readonly sliceMax: number;
  readonly log: BusLog;
  /** Puts one message on its dead topic. */
  readonly bury: (heard: Heard, reason: string) => Promise<void>;
  /** Where the partitions of a batch stand now, after the handler found them elsewhere (`Fenced`). */
  readonly refresh?: (moves: readonly Move[]) => Promise<readonly Move[]>;
}

const pauseMinMs = 250;
const pauseMaxMs = 10_000;
/** Besides one per message: how often a batch is set right before it counts as failed. */
const mendsMost = 5;

/**
 * Makes one call of many: slices of all partitions that are waiting go to the handler together, one call at a time. A
 * batch that fails is tried again partition by partition, so that one tenant's trouble is no other's; a slice that
 * fails alone is postponed: its partition waits, in order, and the rest goes on (Inv 9).
 */
export class Gatherer {
  private readonly waiting: Waiting[] = [];
  /** How often the first slice of a partition has failed by now. */
  private readonly failures = new Map<string, number>();
  private running = false;
  private closed = false;

  constructor(private readonly options: GathererOptions) {}

  /** Resolves when the slice is handled; rejects with `Postponed` where it is to be handed over again, later. */
  handle(slice: Slice): Promise<void> {
    return new Promise((done, failed) => {
      if (this.closed) return failed(new Postponed(pauseMaxMs));
      this.waiting.push({ ...slice, done, failed });
      if (!this.running) void this.run();
    });
  }

  /** The partitions whose next messages have failed and are not handled yet. */
  postponed(): readonly string[] {
    return [...this.failures.keys()];
  }

  /** What became of other partitions than these is no longer ours to say. */
  keep(stays: (at: string) => boolean): void {
    for (const at of this.failures.keys()) if (!stays(at)) this.failures.delete(at);
  }

  close(): void {
    this.closed = true;
    for (const { failed } of this.waiting.splice(0)) failed(new Postponed(pauseMaxMs));
  }

  private async run(): Promise<void> {
    this.running = true;
    await Promise.resolve();
    while (this.waiting.length > 0) await this.work(this.take());
    this.running = false;
  }

  private async work(taken: readonly Waiting[]): Promise<void> {
    const failure = await this.attempt(taken);
    if (!failure) return taken.forEach((one) => this.handled(one));
    if (taken.length === 1) return this.postpone(taken[0]!, failure.error);
    for (const one of taken) {
      const alone = await this.attempt([one]);
      if (alone) this.postpone(one, alone.error);
      else this.handled(one);
    }
  }

  private take(): readonly Waiting[] {
    let count = 0;
    let until = 0;
    while (
      until < this.waiting.length &&
      (until === 0 || count + this.waiting[until]!.heard.length <= this.options.sliceMax)
    ) {
      count += this.waiting[until]!.heard.length;
      until++;
    }
    return this.waiting.splice(0, until);
  }

  /** Hands slices over as one batch; what can be set right at once is. Answers why they could not be handled. */
  private async attempt(taken: readonly Waiting[]): Promise<{ readonly error: unknown } | undefined> {
    let batch: Batch = { heard: taken.flatMap(({ heard }) => heard), moves: taken.map(({ move }) => move) };
    for (let mends = batch.heard.length + mendsMost; ; mends--) {
      try {
        await this.options.handler(batch);
        return undefined;
      } catch (error) {
        const mended = mends > 0 && !this.closed ? await this.mended(error, batch) : undefined;
        if (!mended) return { error };
        batch = mended;
      }
    }
  }

  /** The batch without what can never be handled, or what was handled elsewhere; undefined where only time helps. */
  private async mended(error: unknown, batch: Batch): Promise<Batch | undefined> {
    const { log, bury, refresh } = this.options;
    try {
      if (error instanceof DeadLetter) {
        await bury(error.heard, error.message);
        return { ...batch, heard: batch.heard.filter((heard) => heard !== error.heard) };
      }
      if (error instanceof Error && error.name === 'Fenced' && refresh)
        return beyond(batch, await refresh(batch.moves));
    } catch (failure) {
      log.warn('a failed batch could not be set right yet', { error: String(failure) });
    }
    return undefined;
  }

  private handled({ move, done }: Waiting): void {
    this.failures.delete(placeOf(move));
    done();
  }

  private postpone({ heard, move, failed }: Waiting, error: unknown): void {
    const attempt = this.failures.get(placeOf(move)) ?? 0;
    this.failures.set(placeOf(move), attempt + 1);
    const pauseMs = error instanceof RetryLater ? error.afterMs : Math.min(pauseMinMs * 2 ** attempt, pauseMaxMs);
    const afterMs = Math.round(pauseMs * (0.75 + Math.random() / 2));
    const { topic, partition } = move;
    const fields = { error: String(error), topic, partition, messages: heard.length, attempt, afterMs };
    this.options.log.warn('a batch failed and is tried again', fields);
    failed(new Postponed(afterMs));
  }
}

const placeOf = ({ topic, partition }: Move): string => `${topic}/${partition}`;

/** The batch without what its partitions have already passed. */
function beyond(batch: Batch, standing: readonly Move[]): Batch {
  const at = new Map(standing.map((move) => [`${move.topic}/${move.partition}`, move.from]));
  const from = (place: { topic: string; partition: number }) => at.get(`${place.topic}/${place.partition}`) ?? 0;
  return {
    heard: batch.heard.filter((heard) => heard.offset >= from(heard)),
    moves: batch.moves.filter((move) => move.next > from(move)).map((move) => ({ ...move, from: from(move) })),
  };
}
