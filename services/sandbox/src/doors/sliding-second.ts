/**
 * How many requests came within the last second, exactly: a window of a thousand milliseconds that slides with every
 * request. A request at t and one at t + 1000 ms are never in one window. Constant memory, whatever the load.
 */
export class SlidingSecond {
  readonly #slots = new Uint16Array(1000);
  #last = 0;
  #sum = 0;
  #max = 0;

  /** The requests in the second that ends now. */
  count(nowMs: number): number {
    const steps = Math.min(1000, Math.max(0, nowMs - this.#last));
    for (let step = 1; step <= steps; step++) {
      const slot = (nowMs - steps + step) % 1000;
      this.#sum -= this.#slots[slot]!;
      this.#slots[slot] = 0;
    }
    if (nowMs > this.#last) this.#last = nowMs;
    return this.#sum;
  }

  add(nowMs: number): void {
    const slot = Math.max(nowMs, this.#last) % 1000;
    this.#sum = this.count(nowMs) + 1;
    this.#slots[slot]!++;
    if (this.#sum > this.#max) this.#max = this.#sum;
  }

  /** The most that were ever in one second. */
  get max(): number {
    return this.#max;
  }
}
