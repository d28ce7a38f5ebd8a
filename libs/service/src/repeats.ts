const quietMs = 10_000;
const kindsMost = 200;

/**
 * The same words again and again: a server that is away is asked for many times a second, and a log that says so each
 * time hides everything else. They are said at once, and then at most every ten seconds with how often they were meant.
 */
export class Repeats {
  private readonly said = new Map<string, { readonly at: number; held: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** How often it was meant since it was last said, this time included; 0 when it is not to be said now. */
  times(words: string): number {
    const now = this.now();
    const last = this.said.get(words);
    if (last && now - last.at < quietMs) {
      last.held++;
      return 0;
    }
    if (this.said.size >= kindsMost) this.said.clear();
    this.said.set(words, { at: now, held: 0 });
    return (last?.held ?? 0) + 1;
  }
}
