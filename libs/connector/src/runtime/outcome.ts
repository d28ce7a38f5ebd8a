import type { Refusal } from '@samsvar/contracts';
import type { Reading } from '../port.js';
import type { Attempt, Note } from '../store/attempts.js';

/** A reading with the time it was begun. */
export interface Look {
  readonly reading: Reading;
  readonly begunAt: number;
}

/**
 * What trying an attempt came to. An outcome is a value, never thrown: one record's trouble is no other's. `looks` are
 * readings taken on the way; they are heard when the outcome is stored.
 */
export type Outcome = { readonly attempt: Attempt; readonly looks: readonly Look[] } & (
  | {
      readonly end: 'done';
      readonly stored: Look;
      readonly sent: readonly string[];
      /** Of these nobody can say whether a person or an earlier write of ours set them. */
      readonly ambiguous?: readonly string[];
      /** Of a birth: an earlier try had made it. */
      readonly found?: true;
    }
  | { readonly end: 'same' }
  | { readonly end: 'stale'; readonly ambiguous?: readonly string[] }
  | { readonly end: 'refused'; readonly refusals: readonly Refusal[] }
  | { readonly end: 'gone' }
  /** Nothing is known to have been applied: again after a while. */
  | { readonly end: 'again'; readonly afterMs: number; readonly why: string }
  /** It may have been applied: looked at when it can no longer be in flight. */
  | { readonly end: 'unanswered'; readonly note: Note; readonly afterMs: number }
  /** Applied, but not said what is stored: read later. */
  | { readonly end: 'applied'; readonly note: Note; readonly afterMs: number }
);

/** An outcome that is told and ends the attempt. */
export type Settling = Exclude<Outcome, { end: 'again' | 'unanswered' | 'applied' }>;

export const isSettling = (outcome: Outcome): outcome is Settling =>
  outcome.end !== 'again' && outcome.end !== 'unanswered' && outcome.end !== 'applied';

/** The record a birth made, or found in its place. */
export function bornOrFound(outcome: Settling): Reading | undefined {
  if (outcome.end === 'done') return outcome.stored.reading;
  return outcome.end === 'stale' ? outcome.looks.at(-1)?.reading : undefined;
}

/** Whether all that an outcome says of the record was read since then. */
export function isReadSince(outcome: Settling, since: number): boolean {
  const looks = outcome.end === 'done' ? [...outcome.looks, outcome.stored] : outcome.looks;
  return looks.every(({ begunAt }) => begunAt >= since);
}
