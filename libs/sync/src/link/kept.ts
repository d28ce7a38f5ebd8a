import { pick } from '../values.js';
import type { Kept } from './conflict-events.js';
import type { LinkEvent } from './events.js';

/** What an event keeps for whoever wants it restored: which fields, what they said, and by whose account it lost. */
export interface KeptValue extends Kept {
  /** Absent where the event names fields: they are units of their own. */
  readonly unit?: string;
  /** Who decided: the field's rule, or a person. */
  readonly lostBy: 'rule' | 'person';
}

/** The value that lost by an event; undefined where none did. */
export function keptIn(event: LinkEvent): KeptValue | undefined {
  switch (event.type) {
    case 'InitialDifference':
    case 'ConflictFound': {
      const { unit, winner = 'ask', theirs, agreed, theirsFrom, agreedFrom } = event;
      if (winner === 'ask') return undefined;
      const [values, origin] = winner === 'agreed' ? [theirs, theirsFrom] : [agreed, agreedFrom];
      return { unit, values, ...(origin && { origin }), lostBy: 'rule' };
    }
    case 'ConflictSettled':
      return event.lost && { unit: event.unit, ...event.lost, lostBy: 'person' };
    case 'ValueRestored':
      return { unit: event.unit, ...event.lost, lostBy: 'person' };
    case 'Overridden':
      return {
        values: pick(event.values, event.fields),
        origin: { member: event.member, revision: 0 },
        lostBy: 'rule',
      };
    default:
      return undefined;
  }
}
