const keptMs = 60_000;

/** An answer that took this long says too little about when on its way it was made. */
export const tooSlowMs = 2_000;

/**
 * How far another machine's clock is from ours, by the quickest question of the last minute: one that took long says
 * little about when on its way it was answered, and a slot taken too early is one too many in somebody's second. Our
 * own times are `performance.now()`, which nobody sets.
 */
export class FarClock {
  private best: { readonly tookMs: number; readonly aheadMs: number; readonly at: number } | undefined;

  heard(far: number, asked: number, answered: number): void {
    const tookMs = answered - asked;
    if (tookMs > tooSlowMs) return;
    if (this.best && this.best.tookMs < tookMs && answered - this.best.at < keptMs) return;
    this.best = { tookMs, aheadMs: far - (asked + answered) / 2, at: answered };
  }

  /** Whether an answer has told the time yet. */
  isSet(): boolean {
    return this.best !== undefined;
  }

  /** When it is that time by our clock. */
  ours(far: number): number {
    return far - (this.best?.aheadMs ?? 0);
  }

  /** What the other clock says at a time of ours. */
  theirs(ours: number): number {
    return ours + (this.best?.aheadMs ?? 0);
  }
}
