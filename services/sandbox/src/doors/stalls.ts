/** When the sandbox itself stood still, so that what came meanwhile was counted as if it had come together. */
export interface Stall {
  /** When it went on, in milliseconds since 1970. */
  readonly at: number;
  readonly ms: number;
}

const beatMs = 10;
const leastMs = 40;
const keptMost = 200;

/** Watches the event loop that counts requests: a machine under load lets nobody count exactly. */
export class Stalls {
  #last = performance.now();
  #known: readonly Stall[] = [];
  readonly #timer = setInterval(() => this.#beat(), beatMs).unref();

  /** The last of them. */
  all(): readonly Stall[] {
    this.#beat();
    return this.#known;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    const now = performance.now();
    const ms = Math.round(now - this.#last - beatMs);
    this.#last = now;
    if (ms >= leastMs) this.#known = [...this.#known.slice(1 - keptMost), { at: Date.now(), ms }];
  }
}
