import { wordsOf } from '../stack/complaint.js';
import type { Steps } from '../steps.js';
import { spanOf } from '../table.js';
import { type Counts, sum } from '../test-run/counts.js';

/** Counts what holds and what does not, and goes on either way. */
export class Trial {
  #counts: Counts = { passed: 0, failed: 0, skipped: 0 };

  constructor(private readonly steps: Steps) {}

  get counts(): Counts {
    return this.#counts;
  }

  /** One thing that must hold; what it answers is shown beside it. Tells whether it did. */
  async holds(words: string, look: () => Promise<string | void>): Promise<boolean> {
    const since = Date.now();
    try {
      const figures = await look();
      this.#tell('✓', figures ? `${words}: ${figures}` : words, since);
      this.add({ passed: 1, failed: 0, skipped: 0 });
      return true;
    } catch (thrown) {
      this.#tell('✗', `${words}: ${wordsOf(thrown)}`, since);
      this.add({ passed: 0, failed: 1, skipped: 0 });
      return false;
    }
  }

  /** What another runner counted. */
  add(counts: Counts): void {
    this.#counts = sum([this.#counts, counts]);
  }

  #tell(sign: string, words: string, since: number): void {
    this.steps.line(`  ${sign} ${words.padEnd(76)} ${spanOf(Date.now() - since).padStart(8)}`);
  }
}

/** Says what is not as it must be. */
export function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
