import { setTimeout as pause } from 'node:timers/promises';
import { DeadLetter, RetryLater } from './failures.js';
import type { Batch, BusLog, Handler, Heard, Move } from './port.js';

/** Part of one partition, waiting to be handled. */
export interface Slice {
  readonly heard: readonly Heard[];
  readonly move: Move;
}

interface Waiting extends Slice {
  readonly done: () => void;
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
const pauseMaxMs = 30_000;

/**
 * Makes one call of many: slices of all partitions that are waiting go to the handler together, one call at a time. A
 * batch that fails is tried again, whole and in order, until it is handled or the gatherer is closed.
 */
export class Gatherer {
  private readonly waiting: Waiting[] = [];
  private running = false;
  private closed = false;

  constructor(private readonly options: GathererOptions) {}

  /** Resolves when the slice is handled. */
  handle(slice: Slice): Promise<void> {
    return new Promise((done) => {
      this.waiting.push({ ...slice, done });
      if (!this.running) void this.run();
    });
  }

  close(): void {
    this.closed = true;
  }

  private async run(): Promise<void> {
    this.running = true;
    await Promise.resolve();
    while (this.waiting.length > 0 && !this.closed) {
      const taken = this.take();
      await this.untilHandled({ heard: taken.flatMap(({ heard }) => heard), moves: taken.map(({ move }) => move) });
      if (!this.closed) for (const { done } of taken) done();
    }
    this.running = false;
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

  private async untilHandled(batch: Batch): Promise<void> {
    let now = batch;
    for (let attempt = 0; !this.closed; attempt++) {
      try {
        return await this.options.handler(now);
      } catch (error) {
        now = await this.after(error, now, attempt);
      }
    }
  }

  /** What to try next after a failure: the same again after a pause, or without what can never be handled. */
  private async after(error: unknown, batch: Batch, attempt: number): Promise<Batch> {
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
    const afterMs = error instanceof RetryLater ? error.afterMs : Math.min(pauseMinMs * 2 ** attempt, pauseMaxMs);
    log.warn('a batch failed and is tried again', {
      error: String(error),
      messages: batch.heard.length,
      attempt,
      afterMs,
    });
    await pause(afterMs * (0.75 + Math.random() / 2));
    return batch;
  }
}

/** The batch without what its partitions have already passed. */
function beyond(batch: Batch, standing: readonly Move[]): Batch {
  const at = new Map(standing.map((move) => [`${move.topic}/${move.partition}`, move.from]));
  const from = (place: { topic: string; partition: number }) => at.get(`${place.topic}/${place.partition}`) ?? 0;
  return {
    heard: batch.heard.filter((heard) => heard.offset >= from(heard)),
    moves: batch.moves.filter((move) => move.next > from(move)).map((move) => ({ ...move, from: from(move) })),
  };
}
