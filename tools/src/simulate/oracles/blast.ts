import { isGuarded } from '../guarded.js';
import type { World } from '../world.js';

/** G7: no more of one class of change goes out in an hour than the guard allows, but for what a person approved. */
export const blastRadius = (world: World): readonly string[] =>
  isGuarded(world.seed) ? world.link.unapproved.exceeding() : [];
