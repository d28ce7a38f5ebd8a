import type { Life } from './life.js';
import { type Guarantee, guarantees } from './oracles/index.js';

/** What many histories came to, in the order of their seeds. */
export interface Tally {
  seeds: number;
  readonly violations: Record<Guarantee, number>;
  /** How often each kind of fault struck, and each thing was done by people. */
  readonly faults: Record<string, number>;
  readonly failing: number[];
  edits: number;
  writes: number;
}

export const noTally = (): Tally => ({
  seeds: 0,
  violations: Object.fromEntries(guarantees.map((name) => [name, 0])) as Record<Guarantee, number>,
  faults: {},
  failing: [],
  edits: 0,
  writes: 0,
});

export function count(tally: Tally, { seed, violations, faults, edits, writes }: Life): void {
  tally.seeds++;
  tally.edits += edits;
  tally.writes += writes;
  if (violations.length > 0) tally.failing.push(seed);
  for (const { guarantee } of violations) tally.violations[guarantee]++;
  addAll(tally.faults, faults);
}

/** Adds what a later range of seeds came to. */
export function add(tally: Tally, later: Tally): void {
  tally.seeds += later.seeds;
  tally.edits += later.edits;
  tally.writes += later.writes;
  tally.failing.push(...later.failing);
  addAll(tally.violations, later.violations);
  addAll(tally.faults, later.faults);
}

function addAll(to: Record<string, number>, from: Readonly<Record<string, number>>): void {
  for (const [name, n] of Object.entries(from)) to[name] = (to[name] ?? 0) + n;
}
