import type { Random } from './random.js';

/** How harsh a world is; each seed draws its own, some of it calm. Rates are from 0 to 1. */
export interface Weather {
  /** How far behind the replicas of PowerOffice Go may be, in milliseconds. */
  readonly lagMs: number;
  readonly lostRequest: number;
  readonly lostAnswer: number;
  /** How often a connector dies while it works on a write, at some point of it. */
  readonly crash: number;
  /** How often a message is delivered again. */
  readonly repeat: number;
  /** How often a system answers that it is busy, before anything is carried out. */
  readonly busy: number;
}

export const drawn = (random: Random): Weather => ({
  lagMs: random.pick([0, 500, 2_000]),
  lostRequest: random.pick([0, 0.1]),
  lostAnswer: random.pick([0, 0.1, 0.3]),
  crash: random.pick([0, 0.1, 0.3]),
  repeat: random.pick([0, 0.2]),
  busy: random.pick([0, 0, 0.2]),
});

export const calm: Weather = { lagMs: 0, lostRequest: 0, lostAnswer: 0, crash: 0, repeat: 0, busy: 0 };
