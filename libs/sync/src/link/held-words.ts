import type { Refusal } from '@samsvar/contracts';
import type { LinkState } from './state.js';

/** What of a link is held until a person decides. */
export function heldReasons(state: LinkState): Refusal[] {
  const held = Object.entries(state.units).filter(([, unit]) => unit.held);
  return held.map(([unit]) => ({ field: unit === '*' ? null : unit, code: 'held', words: heldWords }));
}

const heldWords = 'So many changes of this class are unusual; they are held until a person approves or rejects them.';
/** The tenant is in first contact. */
export const plannedReason: Refusal = {
  field: null,
  code: 'match-phase',
  words: 'The tenant is in first contact: this is planned, and nothing is written until a person approves it.',
};
/** Writes for the tenant are stopped. */
export const stoppedReason: Refusal = {
  field: null,
  code: 'writes-stopped',
  words: 'Writes for this tenant are stopped until a person looks at its systems and resumes them.',
};
