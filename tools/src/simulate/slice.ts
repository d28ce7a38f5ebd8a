import { live } from './life.js';
import type { Slice, Sliced } from './swarm.js';
import { count, noTally } from './tally.js';

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
