import type { Faults, Who } from './faults.js';
import type { Point } from './points.js';

/** A process died: what it had not stored is gone. */
export class Died extends Error {}

/** How one piece of work came to its end, as far as the rest of the world can see. */
export type Ended = 'done' | 'died' | 'asleep';

/** One piece of work of one process, on its way past the points where it may die or fall asleep. */
export interface Passage {
  /** Dies here, or falls asleep here, where the world wants it so. */
  at(point: Point): Promise<void>;
  /** Whether it died on the way: production's code may have caught what was thrown. */
  readonly isDead: boolean;
  /** Whether it slept, so that others may have taken over. */
  readonly hasSlept: boolean;
  /** When it began, in milliseconds of the world. */
  readonly begunAt: number;
}

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => Promise<void>;
}

const sleepMs = 60_000;

/** Runs pieces of work that may die or fall asleep anywhere, and wakes the sleepers when their time has come. */
export class Processes {
  private sleepers: Sleeper[] = [];

  constructor(
    private readonly faults: Faults,
    private readonly now: () => number,
  ) {}

  /** Runs a piece of work until it ends, dies or falls asleep; what sleeps goes on by itself when it is woken. */
  async run(who: Who, work: (passage: Passage) => Promise<void>): Promise<Ended> {
    const run = new Run({ faults: this.faults, who, begunAt: this.now() }, (wake) => {
      const wakesAt = this.now() + 1_000 + this.faults.size('pause', sleepMs);
      this.sleepers.push({ wakesAt, wake });
    });
    return run.of(work);
  }

  get asleep(): number {
    return this.sleepers.length;
  }

  /** Wakes whoever has slept long enough, one after the other. */
  async wake(): Promise<void> {
    if (this.sleepers.length === 0) return;
    const now = this.now();
    const due = this.sleepers.filter(({ wakesAt }) => wakesAt <= now);
    this.sleepers = this.sleepers.filter((sleeper) => !due.includes(sleeper));
    for (const { wake } of due) await wake();
  }
}

class Run implements Passage {
  isDead = false;
  hasSlept = false;
  private fallAsleep!: (ended: Ended) => void;
  private readonly fallen = new Promise<Ended>((resolve) => (this.fallAsleep = resolve));
  private ended!: Promise<Ended>;

  constructor(
    private readonly about: { readonly faults: Faults; readonly who: Who; readonly begunAt: number },
    private readonly sleeps: (wake: () => Promise<void>) => void,
  ) {}

  get begunAt(): number {
    return this.about.begunAt;
  }

  of(work: (passage: Passage) => Promise<void>): Promise<Ended> {
    this.ended = work(this).then(
      () => 'done' as const,
      (error: unknown) => {
        if (error instanceof Died) return 'died' as const;
        throw error;
      },
    );
    return Promise.race([this.ended, this.fallen]);
  }

  async at(point: Point): Promise<void> {
    if (this.isDead) throw new Died(point);
    const { faults, who } = this.about;
    if (faults.strikesAt('crash', point, who)) {
      this.isDead = true;
      throw new Died(point);
    }
    if (this.hasSlept || !faults.strikesAt('pause', point, who)) return;
    this.hasSlept = true;
    await new Promise<void>((resolve) => {
      this.sleeps(async () => {
        resolve();
        await this.ended;
      });
      this.fallAsleep('asleep');
    });
  }
}
