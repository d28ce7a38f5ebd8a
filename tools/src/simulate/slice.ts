import { live } from './life.js';
import { count, noTally, type Tally } from './tally.js';

/** One range of seeds. */
export interface Slice {
  readonly first: number;
  readonly seeds: number;
}

/** What it came to; `words` are the violations, a line each. */
export interface Sliced {
  readonly tally: Tally;
  readonly words: readonly string[];
}

/** Lives a range of seeds, one after the other. */
export async function livedSlice({ first, seeds }: Slice): Promise<Sliced> {
  const tally = noTally();
  const words: string[] = [];
  for (let seed = first; seed < first + seeds; seed++) {
    const life = await live(seed).catch((error: unknown) => {
      throw new Error(`seed ${seed}`, { cause: error });
    });
    count(tally, life);
    words.push(...life.violations.map((found) => `seed ${seed}: ${found.guarantee}: ${found.words}`));
  }
  return { tally, words };
}
