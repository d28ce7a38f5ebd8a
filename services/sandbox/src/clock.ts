/** Where the sandbox takes the time from; specs hand in one they can move. Milliseconds since 1970. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/**
 * PowerOffice Go's stamps: UTC with seven fractional digits (100 ns), each newer than every one before it, so two
 * edits in one millisecond still have an order (reference/poweroffice-go.md 3).
 */
export class TickStamps {
  #ms = 0;
  #ticks = 0;

  /** The stamp of a write that happens now. */
  next(nowMs: number): string {
    if (nowMs > this.#ms) {
      this.#ms = nowMs;
      this.#ticks = (nowMs * 7919) % 5000;
    } else if (++this.#ticks > 9999) {
      this.#ms++;
      this.#ticks = 0;
    }
    return tickStamp(this.#ms, this.#ticks);
  }

  /** A stamp that was handed out earlier (sample data, the state file): the next one is newer. */
  met(stamp: string): void {
    const ms = Date.parse(`${stamp.slice(0, 23)}Z`);
    const ticks = Number(stamp.slice(23, 27));
    if (ms < this.#ms || (ms === this.#ms && ticks <= this.#ticks)) return;
    this.#ms = ms;
    this.#ticks = ticks;
  }
}

/** A moment in PowerOffice Go's spelling: `ticks` are the 100 ns steps within the millisecond, 0 to 9999. */
export const tickStamp = (ms: number, ticks: number): string =>
  `${new Date(ms).toISOString().slice(0, 23)}${String(ticks).padStart(4, '0')}Z`;

/** The HRM's stamps: UTC in milliseconds, each newer than every one before it in the same store. */
export class MilliStamps {
  #ms = 0;

  next(nowMs: number): string {
    this.#ms = nowMs > this.#ms ? nowMs : this.#ms + 1;
    return new Date(this.#ms).toISOString();
  }

  met(stamp: string): void {
    const ms = Date.parse(stamp);
    if (ms > this.#ms) this.#ms = ms;
  }

  /** What the HRM says the time is: never before the newest stamp it has given. */
  serverTime(nowMs: number): string {
    return new Date(Math.max(nowMs, this.#ms)).toISOString();
  }
}
