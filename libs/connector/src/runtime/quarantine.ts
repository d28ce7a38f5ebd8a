import type { Abilities } from '../port.js';

/** How long an unanswered request may still be in flight: its time-out and a while more (contracts.md 4). */
export const quarantineMs = 15_000;

/** When a read shows what became of an unanswered request: it is not in flight any more, and no replica is behind. */
export const knownAfterMs = ({ settleAfterMs }: Pick<Abilities, 'settleAfterMs'>): number =>
  quarantineMs + settleAfterMs;
