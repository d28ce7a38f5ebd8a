import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Sql } from './database.js';
import type { StoredTelling, Telling } from './outbox.js';
import { forget, leftovers, stillUntold } from './outbox.js';
import { Waiting } from './waiting.js';

export interface RelayOptions {
  readonly database: Database;
  readonly publisher: { publish(out: readonly Telling[]): Promise<void> };
  readonly log: { warn(message: string, fields?: object): void };
  /** How often leftovers are looked for, and how old they must be; five seconds unless told otherwise. */
  readonly sweepMs?: number;
}

const groupMax = 2_000;
const defaultSweepMs = 5_000;
const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** A replica that is well has told and forgotten by now; what is older at a start was left behind by a crash. */
const settledMs = 1_000;

/**
 * Tells what was stored (Inv 2). After a commit it is told straight from memory, at most 2,000 a send, and then
 * forgotten; what a crash left behind is told by a sweep. One chain does both, a step at a time, so that there is one
 * send under way and order is kept. A failure is counted and kept until telling succeeds again, for readiness to show.
 */
export class Relay {
  private readonly waiting = new Waiting();
  /** Told, and still stored, because forgetting failed. */
  private told: readonly StoredTelling[] = [];
  /** How old leftovers must be for the sweep that is due. */
  private sweepOf: number | undefined;
  private chain: Promise<void> | undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly ending = new AbortController();
  private failed: Error | undefined;
  private failedTimes = 0;
  private readonly sweepMs: number;

  constructor(private readonly options: RelayOptions) {
    this.sweepMs = options.sweepMs ?? defaultSweepMs;
    this.timer = setInterval(() => this.sweep(this.sweepMs), this.sweepMs);
    this.sweep(Math.min(settledMs, this.sweepMs));
  }

  /** Tells what a committed transaction has stored. */
  tell(out: readonly StoredTelling[]): void {
    this.waiting.add(out);
    this.wake();
  }

  /** What stands in the way of telling, if anything does. */
  failure(): Error | undefined {
    return this.failed;
  }

  /** How often telling has failed since the start. */
  failures(): number {
    return this.failedTimes;
  }

  /** How much is waiting in memory. */
  pending(): number {
    return this.waiting.size();
  }

  /** How long what was committed first has been waiting to be told; 0 when nothing is. */
  oldestAgeMs(): number {
    return this.waiting.oldestAgeMs();
  }

  /** Resolves when nothing is waiting in memory and no sweep is under way. */
  async idle(): Promise<void> {
    while (this.chain) await this.chain;
  }

  /** Tells what is waiting in memory for a while longer; the rest is told by the next run. */
  async close(withinMs = 3_000): Promise<void> {
    clearInterval(this.timer);
    const inTime = new AbortController();
    await Promise.race([this.idle(), rest(withinMs, inTime.signal)]);
    inTime.abort();
    this.ending.abort();
  }

  private sweep(olderThanMs: number): void {
    this.sweepOf ??= olderThanMs;
    this.wake();
  }

  private wake(): void {
    this.chain ??= this.run().finally(() => {
      this.chain = undefined;
      // What arrived between the last look and here found a chain that was about to end.
      if (this.hasWork() && !this.ending.signal.aborted) this.wake();
    });
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    for (let pauseMs = firstPauseMs; this.hasWork() && !signal.aborted;) {
      try {
        await this.step();
        pauseMs = firstPauseMs;
      } catch (error) {
        this.note(error);
        await rest(pauseMs, signal);
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
  }

  private hasWork(): boolean {
    return this.told.length > 0 || this.sweepOf !== undefined || !this.waiting.isEmpty();
  }

  private async step(): Promise<void> {
    if (this.told.length > 0) return this.forgetTold();
    if (this.sweepOf !== undefined) return this.sweepOnce(this.sweepOf);
    if (this.waiting.takeMissed()) return void (this.sweepOf = 0);
    const { group, inDoubt } = this.waiting.front(groupMax, this.sweepMs / 2);
    return inDoubt ? this.tellUntold(group) : this.tellAll(group);
  }

  private async tellAll(group: readonly StoredTelling[]): Promise<void> {
    await this.options.publisher.publish(group);
    this.told = group;
    this.waiting.drop(group.length);
    await this.forgetTold();
  }

  private async forgetTold(): Promise<void> {
    await forget(this.options.database, this.told);
    this.told = [];
    this.failed = undefined;
  }

  /** After a failure or a sweep, here or elsewhere: whoever told some of these has forgotten them too. */
  private async tellUntold(group: readonly StoredTelling[]): Promise<void> {
    await this.options.database.transaction(async (sql) => this.send(sql, await stillUntold(sql, group)));
    this.waiting.drop(group.length);
    this.failed = undefined;
  }

  private async sweepOnce(olderThanMs: number): Promise<void> {
    const found = await this.options.database.transaction(async (sql) =>
      this.send(sql, await leftovers(sql, olderThanMs, groupMax)),
    );
    if (found < groupMax) this.sweepOf = undefined;
    if (found > 0) this.waiting.doubt();
    if (found > 0 || this.waiting.isEmpty()) this.failed = undefined;
  }

  private async send(sql: Sql, out: readonly StoredTelling[]): Promise<number> {
    if (out.length === 0) return 0;
    await this.options.publisher.publish(out);
    await forget(sql, out);
    return out.length;
  }

  private note(error: unknown): void {
    this.failedTimes++;
    this.failed = error instanceof Error ? error : new Error(String(error));
    this.waiting.doubt();
    if (this.ending.signal.aborted) return;
    this.options.log.warn('the outbox could not be told yet', { error: this.failed.message, waiting: this.pending() });
  }
}

const rest = (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal }).catch(() => {});
