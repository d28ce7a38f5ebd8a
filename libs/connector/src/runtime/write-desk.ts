import { ticketKey } from '@samsvar/contracts';
import type { RecordRow } from '../record/row.js';
import type { Attempt } from '../store/attempts.js';
import { moveAttempts } from '../store/attempts.js';
import { holdAttempts, takeAttempts } from '../store/holds.js';
import { Hands } from './hands.js';
import type { Kit } from './kit.js';
import { concurrencyOf } from './kit.js';
import { Notebook } from './notebook.js';
import type { Outcome } from './outcome.js';
import { isSettling } from './outcome.js';
import { movedBy } from './moves.js';
import { readAgain, seekOut } from './read-again.js';
import { rowsFor } from './rows-for.js';
import { settleOutcomes } from './settle.js';
import { storeAll } from './store-all.js';
import { tracedTry } from './traced.js';
import { tryAttempt } from './try-attempt.js';

/** More noted writes than this and the consumer waits, so that lag shows the work (contracts.md: scaled by lag). */
const openMax = 1_500;
const settleMax = 400;
/** A single edit is answered at once; under load outcomes are gathered, since every transaction has its price. */
const settleSoonMs = 10;
const gatherMs = 250;
const loadFrom = 100;
const takeEveryMs = 2_000;
const holdEveryMs = 5_000;

/**
 * Works on noted writes: people's edits before bulk work, as many at once as each system takes, outcomes stored many at
 * a time. Everything it holds is in the database; a crash costs time, never a write.
 */
export class WriteDesk {
  private readonly edits: Attempt[] = [];
  private readonly bulk: Attempt[] = [];
  private readonly outcomes: Outcome[] = [];
  private readonly waiters: (() => void)[] = [];
  private readonly notebook: Notebook;
  private readonly ours = new Hands();
  private active = 0;
  private open = 0;
  private storing = false;
  private closed = false;
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly kit: Kit) {
    this.notebook = new Notebook(kit);
  }

  start(): void {
    const every = (ms: number, work: () => Promise<unknown>) => {
      const run = () =>
        void work().catch((error: unknown) =>
          this.kit.log.warn('attempts could not be tended', { error: String(error) }),
        );
      this.timers.push(setInterval(run, ms));
      run();
    };
    every(takeEveryMs, () => this.takeOver());
    every(holdEveryMs, () => this.hold());
  }

  /** Takes on attempts that were noted, or taken over, after `since`; resolves when there is room for more. */
  async take(attempts: readonly Attempt[], since: number): Promise<void> {
    this.open += attempts.length;
    for (const attempt of attempts) {
      this.ours.take(attempt, since);
      (attempt.bulk ? this.bulk : this.edits).push(attempt);
    }
    this.pump();
    while (this.open > openMax && !this.closed) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }

  openCount(): number {
    return this.open;
  }

  /** Stops taking on; what is on its way may end, the rest is taken over by whoever runs next. */
  async close(withinMs = 4_000): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearInterval(timer);
    for (const wake of this.waiters.splice(0)) wake();
    const deadline = Date.now() + withinMs;
    while ((this.active > 0 || this.outcomes.length > 0) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private holder = () => ({ owner: this.kit.owner, keys: this.ours.keys() });

  private async hold(): Promise<void> {
    const [holder, since] = [this.holder(), performance.now()];
    await holdAttempts(this.kit.database, holder);
    this.ours.held(holder.keys, since);
  }

  private async takeOver(): Promise<void> {
    if (this.closed || this.open > openMax / 2) return;
    const since = performance.now();
    const taken = await takeAttempts(this.kit.database, this.holder(), 500);
    if (taken.length === 0) return;
    this.kit.log.info('took over attempts', { count: taken.length });
    await this.take(taken, since);
  }

  private pump(): void {
    const most = concurrencyOf(this.kit);
    if (this.closed || this.active > most / 2) return;
    const batch = [...this.edits.splice(0, most - this.active)];
    batch.push(...this.bulk.splice(0, most - this.active - batch.length));
    if (batch.length === 0) return;
    this.active += batch.length;
    void this.work(batch);
  }

  /** Reads the rows of a handful at once, then tries each on its own. */
  private async work(batch: readonly Attempt[]): Promise<void> {
    let rowOf: Awaited<ReturnType<typeof rowsFor>>;
    try {
      rowOf = await rowsFor(this.kit, batch);
    } catch (error) {
      this.kit.log.warn('rows could not be read', { error: String(error) });
      for (const attempt of batch) this.later(attempt, 1_000);
      this.active -= batch.length;
      return;
    }
    for (const attempt of batch) void this.attempt(attempt, rowOf(attempt));
  }

  private async attempt(attempt: Attempt, row: RecordRow | undefined): Promise<void> {
    const { kit, notebook } = this;
    const mayGo = () => this.ours.mayGo(attempt);
    this.outcomes.push(await tracedTry(kit, attempt, () => tryAttempt({ kit, notebook, mayGo }, attempt, row)));
    this.active--;
    this.scheduleStore();
    this.pump();
  }

  private scheduleStore(): void {
    if (this.storing) return;
    this.storing = true;
    const delayMs = this.outcomes.length >= settleMax ? 0 : this.open > loadFrom ? gatherMs : settleSoonMs;
    setTimeout(() => void this.store(), delayMs);
  }

  /** Stores outcomes until there are none; a database that is away is waited for. */
  private async store(): Promise<void> {
    const failed = async (error: unknown): Promise<boolean> => {
      this.kit.log.warn('outcomes could not be stored yet', { error: String(error) });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return !this.closed;
    };
    await storeAll(this.outcomes, settleMax, (batch) => this.storeBatch(batch), failed);
    this.storing = false;
    this.pump();
  }

  private async storeBatch(batch: readonly Outcome[]): Promise<void> {
    const { kit } = this;
    const settling = batch.filter(isSettling);
    const reread = settling.length > 0 ? await settleOutcomes(kit, settling) : [];
    const moved = batch.flatMap((outcome) => (isSettling(outcome) ? [] : [movedBy(outcome)]));
    const mine = await moveAttempts(kit.database, moved, kit.owner);
    for (const { attempt } of settling) this.letGo(attempt);
    for (const { attempt, waitMs, state, note } of moved) {
      if (!mine.has(ticketKey(attempt.command.ticket))) this.letGo(attempt);
      else this.later({ ...attempt, state, tries: attempt.tries + 1, ...(note && { note }) }, waitMs);
      kit.metrics.retried(attempt.command.ticket.resource);
    }
    for (const wake of this.waiters.splice(0)) wake();
    for (const { command } of reread) if (command.ref) void readAgain(kit, command.ref);
    for (const { attempt, end } of settling) if (end === 'gone') seekOut(kit, attempt, () => this.closed);
  }

  /** It is settled, or another process has taken it over. */
  private letGo(attempt: Attempt): void {
    this.open--;
    this.ours.letGo(attempt);
  }

  /** Comes back to an attempt when its time has come. */
  private later(attempt: Attempt, afterMs: number): void {
    setTimeout(() => {
      if (this.closed) return;
      (attempt.bulk ? this.bulk : this.edits).push(attempt);
      this.pump();
    }, afterMs).unref();
  }
}
