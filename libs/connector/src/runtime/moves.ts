import type { Attempt } from '../store/attempts.js';
import type { Outcome } from './outcome.js';

/** An attempt that comes back: in which state, and when. */
export interface Moved {
  readonly attempt: Attempt;
  readonly state: Attempt['state'];
  readonly note?: NonNullable<Attempt['note']>;
  readonly waitMs: number;
}
type Waiting = Extract<Outcome, { end: 'again' | 'unanswered' | 'applied' }>;

/** What becomes of an attempt whose outcome does not end it. */
export function movedBy(outcome: Waiting): Moved {
  const { attempt, afterMs: waitMs } = outcome;
  if (outcome.end === 'unanswered') return { attempt, state: 'sent' as const, note: outcome.note, waitMs };
  if (outcome.end === 'applied') return { attempt, state: 'applied' as const, note: outcome.note, waitMs };
  return { attempt, state: attempt.state, waitMs, ...(attempt.note && { note: attempt.note }) };
}
