/**
 * Trying one write, from the attempt to the row and the answer it leaves, and proving that a record is gone: what
 * production and the simulation share.
 */
export type { DueSuspect, Suspect } from '../store/suspects.js';
export type { Attempt, AttemptState, Ending } from '../store/attempts.js';
export type { Clock } from './clock.js';
export { execute } from './execute.js';
export { movedBy } from './moves.js';
export { bornOrFound, isReadSince, isSettling, type Outcome } from './outcome.js';
export { isNamedBy, missedBy } from './missed.js';
export { prove, type Search } from './prove.js';
export { settledBy } from './settled-by.js';
export { heldForSeconds } from '../store/attempts.js';
export { takenOver } from '../store/holds.js';
export { knownAfterMs, quarantineMs } from './quarantine.js';
export { markOfBirth, markOfReading } from './marks.js';
