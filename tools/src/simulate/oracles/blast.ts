import { isGuarded } from '../guarded.js';
import type { World } from '../world.js';

/**
 * G7: no more of one class of change goes out in an hour than the guard allows, but for what a person approved. A
 * failover of link's database forgets what was counted last.
 */
export function blastRadius({ seed, link, faults }: World): readonly string[] {
  return isGuarded(seed) && !faults.hits['linkFailover'] ? link.unapproved.exceeding() : [];
}
