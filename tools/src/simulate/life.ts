import { judged, type Violation } from './oracles/index.js';
import type { FaultCounts } from './faults.js';
import { World } from './world.js';
import { type WorldOptions } from './world-options.js';

/** How one history went. */
export interface Life {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly faults: FaultCounts;
  /** Of everything that happened, in order. */
  readonly hash: string;
  readonly writes: number;
  readonly edits: number;
}

/** How long the faults last, and how many rounds of calm a world may take to come to rest (G1 is a bound too). */
export const stepsOf = (seed: number): number => 20 + (seed % 80);
const roundsOfCalm = 80;

/** Lives one history by its seed: edits and faults, then calm; then it is judged, and watched for a while. */
export async function lived(world: World, steps = stepsOf(world.seed)): Promise<Life> {
  await world.begin();
  for (let step = 0; step < steps; step++) await world.step();
  const rested = await world.settle(roundsOfCalm);
  const violations: Violation[] = rested ? [] : [{ guarantee: 'G1', words: 'the world did not come to rest' }];
  violations.push(...judged(world));
  const { writes } = world;
  await world.settle(6);
  if (world.writes > writes) {
    violations.push({ guarantee: 'G4', words: `a quiet sweep wrote ${world.writes - writes} times` });
  }
  const { seed, edits, faults, trace } = world;
  return { seed, violations, faults: faults.hits, hash: trace.hash, writes, edits: edits.length };
}

/** The history of a seed. */
export const live = (seed: number, options?: WorldOptions): Promise<Life> => lived(new World(seed, options));
