import type { Handler } from './handler.js';
import { unknownLink } from './handler.js';

/** What was set aside is tried again; what is still in the way sets it aside anew. */
export const release: Handler<'release'> = {
  read: (work, { link }) => work.links.read([link]),
  carryOut: (work, { by, decision: { link, unit } }) => {
    const state = work.links.state(link);
    if (!state?.kind) return unknownLink(link);
    const parked = Object.keys(state.units).filter(
      (name) => state.units[name]!.parked && (unit === undefined || unit === name),
    );
    if (parked.length === 0) {
      return { code: 'nothing-to-decide', words: `Nothing of this link is set aside${unit ? ` as ${unit}` : ''}.` };
    }
    work.decide(link, { type: 'Released', units: parked, by });
    return [link];
  },
};
