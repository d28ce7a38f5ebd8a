import type { Doing } from './doings.js';

/** What people say in a simulated world about which records are the same. */
export const identityDoings = {
  /** Somebody says that two linked records are not the same. */
  parted: {
    weights: [0, 0, 0.5, 1],
    does: (people, random) => people.at.operator.part(random.pick(people.at.customs.beginnings)),
  },
  /** Somebody says that two records that were parted are the same after all. */
  reunited: {
    weights: [1],
    does: (people, random) => people.at.operator.reunite(random.pick(people.at.customs.beginnings)),
  },
} as const satisfies Record<string, Doing>;
