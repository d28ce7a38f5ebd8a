import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from '@samsvar/persistence';
import { FarClock } from '../far-clock.js';
import type { Clock } from './clock.js';

const everyMs = 10_000;
const againMs = 500;

/**
 * The time of the database, told by ours: replicas compare times with each other (whether a reading was begun long
 * enough after another's write), and the clocks of two machines say nothing about each other.
 */
export class DatabaseClock implements Pick<Clock, 'now'> {
  private readonly far = new FarClock();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly sql: Sql) {}

  /** Resolves when it tells the time; from then on it is set anew now and then. */
  async start(): Promise<void> {
    while (!this.far.isSet()) await this.ask().catch(() => pause(againMs));
    this.timer = setInterval(() => void this.ask().catch(() => undefined), everyMs).unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  now(): number {
    return Math.round(this.far.theirs(performance.now()));
  }

  private async ask(): Promise<void> {
    const asked = performance.now();
    const [row] = await this.sql.query<{ now: string }>('select extract(epoch from clock_timestamp()) * 1000 as now');
    this.far.heard(Number(row!.now), asked, performance.now());
  }
}
