import type { Refusal } from '@samsvar/contracts';
import type { LinkState } from './state.js';

/** Why units wait for a person whose guard has tripped. */
export function heldReasons(units: LinkState['units']): readonly Refusal[] {
  const held = Object.entries(units).filter(([, unit]) => unit.held);
  return held.map(([unit]) => ({ field: unit === '*' ? null : unit, code: 'held', words: heldWords }));
}

const heldWords = 'So many changes of this class are unusual; they are held until a person approves or rejects them.';
