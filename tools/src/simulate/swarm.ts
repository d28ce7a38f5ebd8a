import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { add, noTally, type Tally } from './tally.js';

/** One range of seeds, and what it came to; `words` are the violations, a line each. */
export interface Slice {
  readonly first: number;
  readonly seeds: number;
}
export interface Sliced {
  readonly tally: Tally;
  readonly words: readonly string[];
}

export interface SwarmOptions {
  readonly first: number;
  readonly seeds: number;
  readonly workers?: number;
  /** Told after each slice, in the order of seeds. */
  readonly progress?: (so: Tally, words: readonly string[]) => void;
}

const sliceSeeds = 250;

/**
 * Lives many histories on all cores. Each slice of seeds is lived by whichever worker is free; results are put together
 * in the order of seeds, so that the same seeds give the same answer however many workers there are.
 */
export async function swarm({
  first,
  seeds,
  workers = availableParallelism(),
  progress,
}: SwarmOptions): Promise<Tally> {
  const slices: Slice[] = [];
  for (let at = first; at < first + seeds; at += sliceSeeds) {
    slices.push({ first: at, seeds: Math.min(sliceSeeds, first + seeds - at) });
  }
  const tally = noTally();
  const done = new Map<number, Sliced>();
  let taken = 0;
  let told = 0;
  const work = async () => {
    const worker = new Worker(new URL('./worker.js', import.meta.url));
    while (taken < slices.length) {
      const at = taken++;
      worker.postMessage(slices[at]);
      const [sliced] = (await once(worker, 'message')) as [Sliced];
      done.set(at, sliced);
      for (let next = done.get(told); next; next = done.get(++told)) {
        done.delete(told);
        add(tally, next.tally);
        progress?.(tally, next.words);
      }
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(workers, slices.length) }, work));
  return tally;
}
