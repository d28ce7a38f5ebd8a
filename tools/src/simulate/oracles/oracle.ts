import type { World } from '../world.js';

/** The guarantees of reference/correctness.md B.2, and the two that speak of the course of a history. */
export const guarantees = ['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9', 'G10'] as const;
export type Guarantee = (typeof guarantees)[number];

/** Something a history must never show. */
export interface Violation {
  readonly guarantee: Guarantee;
  readonly words: string;
}

/** What is asked of every world once it has come to rest. Says what is wrong, each in a few words. */
export interface Oracle {
  readonly guarantee: Guarantee;
  readonly asks: (world: World) => readonly string[];
}
