import { inParallel } from './pool.js';
import type { Slice, Sliced } from './slice.js';
import { add, noTally, type Tally } from './tally.js';

export interface SwarmOptions {
  readonly first: number;
  readonly seeds: number;
  /** As many as there are cores, unless said. */
  readonly workers?: number;
  /** Told after each slice, in the order of seeds. */
  readonly progress?: (so: Tally, words: readonly string[]) => void;
}

const sliceSeeds = 250;

/**
 * Lives many histories on all cores. Each slice of seeds is lived by whichever worker is free; results are put together
 * in the order of seeds, so that the same seeds give the same answer however many workers there are.
 */
export async function swarm({ first, seeds, workers, progress }: SwarmOptions): Promise<Tally> {
  const slices: Slice[] = [];
  for (let at = first; at < first + seeds; at += sliceSeeds) {
    slices.push({ first: at, seeds: Math.min(sliceSeeds, first + seeds - at) });
  }
  const tally = noTally();
  const waiting = new Map<number, Sliced>();
  let told = 0;
  const done = (sliced: Sliced, at: number) => {
    waiting.set(at, sliced);
    for (let next = waiting.get(told); next; next = waiting.get(++told)) {
      waiting.delete(told);
      add(tally, next.tally);
      progress?.(tally, next.words);
    }
  };
  await inParallel(slices, done, workers);
  return tally;
}
