import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from './database.js';
import type { StoredTelling, Telling } from './outbox.js';
import { forget, leftovers } from './outbox.js';

export interface RelayOptions {
  readonly database: Database;
  readonly publisher: { publish(out: readonly Telling[]): Promise<void> };
  readonly log: { warn(message: string, fields?: object): void };
  /** How often untold leftovers are looked for, and how old they must be. */
  readonly sweepMs?: number;
}

const groupMax = 2_000;

/**
 * Tells what was stored. After a commit it is told straight from memory, through one chain with one send under way, and
 * then forgotten; what a crash or a broker that was away left behind is told by a sweep. An error is counted and kept
 * until a telling succeeds again, so that readiness can show it.
 */
export class Relay {
  private readonly waiting: StoredTelling[] = [];
  private running: Promise<void> | undefined;
  private sweeping: Promise<void> | undefined;
  private readonly timer: NodeJS.Timeout;
  private failed: Error | undefined;
  private closed = false;

  constructor(private readonly options: RelayOptions) {
    const sweepMs = options.sweepMs ?? 5_000;
    this.timer = setInterval(() => this.sweep(sweepMs), sweepMs);
    this.sweep(0);
  }

  /** Tells what a committed transaction has stored. */
  tell(out: readonly StoredTelling[]): void {
    this.waiting.push(...out);
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  /** What stands in the way of telling, if anything does. */
  failure(): Error | undefined {
    return this.failed;
  }

  /** How much is waiting in memory. */
  pending(): number {
    return this.waiting.length;
  }

  /** Resolves when nothing is waiting in memory and no sweep is under way. */
  async idle(): Promise<void> {
    while (this.running ?? this.sweeping) await (this.running ?? this.sweeping);
  }

  /** Tells what is waiting in memory for a while longer; the rest is told by the next run. */
  async close(withinMs = 3_000): Promise<void> {
    clearInterval(this.timer);
    await Promise.race([this.idle(), pause(withinMs)]);
    this.closed = true;
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0 && !this.closed) {
      const group = this.waiting.slice(0, groupMax);
      try {
        await this.options.publisher.publish(group);
        this.waiting.splice(0, group.length);
        await forget(this.options.database, group);
        this.failed = undefined;
      } catch (error) {
        this.note(error);
        await pause(500);
      }
    }
  }

  private sweep(olderThanMs: number): void {
    if (this.sweeping ?? this.running) return;
    this.sweeping = this.sweepOnce(olderThanMs)
      .catch((error: unknown) => this.note(error))
      .finally(() => (this.sweeping = undefined));
  }

  private async sweepOnce(olderThanMs: number): Promise<void> {
    for (let found = groupMax; found === groupMax && !this.closed;) {
      found = await this.options.database.transaction(async (sql) => {
        const left = await leftovers(sql, olderThanMs, groupMax);
        if (left.length === 0) return 0;
        await this.options.publisher.publish(left);
        await forget(sql, left);
        return left.length;
      });
    }
    if (this.waiting.length === 0) this.failed = undefined;
  }

  private note(error: unknown): void {
    this.failed = error instanceof Error ? error : new Error(String(error));
    if (!this.closed) this.options.log.warn('the outbox could not be told yet', { error: this.failed.message });
  }
}
