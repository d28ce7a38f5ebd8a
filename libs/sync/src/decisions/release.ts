import type { LinkState } from '../link/state.js';
import { releasable } from '../link/set-aside.js';
import type { Handler, Refused } from './handler.js';
import { readLinks, unknownLink } from './handler.js';

/** What was set aside is tried again; what is still in the way sets it aside anew. */
export const release: Handler<'release'> = {
  read: (work, { link }) => readLinks(work, [link]),
  carryOut: (work, { by, decision: { link, unit } }) => {
    const state = work.links.state(link);
    if (!state?.kind) return unknownLink(link);
    const parked = Object.keys(state.units).filter(
      (name) => state.units[name]!.parked && (unit === undefined || unit === name),
    );
    if (parked.length === 0) {
      return { code: 'nothing-to-decide', words: `Nothing of this link is set aside${unit ? ` as ${unit}` : ''}.` };
    }
    const units = parked.filter((name) => mayBeTried(state, name));
    if (units.length === 0) return ownAffair;
    work.decide(link, { type: 'Released', units, by });
    return [link];
  },
};

const mayBeTried = (state: LinkState, name: string): boolean =>
  name !== '*' || releasable(state.units[name]!.parked!).length > 0;

const ownAffair: Refused = {
  code: 'not-possible',
  words:
    'The record cannot be read whole, or became another kind. Mend it in its own system; it goes on by itself then.',
};
