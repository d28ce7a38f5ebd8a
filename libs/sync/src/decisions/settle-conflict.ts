import type { By } from '@samsvar/contracts';
import type { Work } from '../batch/work.js';
import type { MemberKey } from '../link/events.js';
import { systemOf } from '../link/events.js';
import type { LinkState } from '../link/state.js';
import { membersOf, openUnits } from '../link/state.js';
import type { Handler, Refused } from './handler.js';
import { isRefused, readLinks, unknownLink } from './handler.js';

/** An open conflict or first difference is decided, on the values as they stand now. */
export const settleConflict: Handler<'settleConflict'> = {
  read: (work, { link }) => readLinks(work, [link]),
  carryOut: (work, { by, decision: { link, unit, winner, version } }) => {
    const state = work.links.state(link);
    if (!state?.kind) return unknownLink(link);
    const now = work.links.at(link).stored.version;
    if (version !== undefined && version !== now) return moved(version, now);
    return settle(work, state, { unit, winner, by });
  },
};

/** The open conflicts of many links are decided alike; what cannot be decided so stays open. */
export const settleConflicts: Handler<'settleConflicts'> = {
  read: (work, { links }) => readLinks(work, links),
  carryOut: (work, { by, decision: { links, unit, winner } }) => {
    const states = [...new Set(links)].map((link) => work.links.state(link));
    const decided = states.filter((state) => {
      const open = state?.category ? openUnits(state, work.settings.policyOf(state.category)) : [];
      const units = open.filter((name) => unit === undefined || name === unit);
      return units.filter((name) => !isRefused(settle(work, state!, { unit: name, winner, by }))).length > 0;
    });
    return decided.length > 0 ? decided.map((state) => state!.id) : nothingOpen(unit);
  },
};

interface Choice {
  readonly unit: string;
  readonly winner: string;
  readonly by: By;
}

function settle(work: Work, state: LinkState, { unit, winner, by }: Choice): readonly string[] | Refused {
  const open = openUnits(state, work.settings.policyOf(state.category!));
  if (!open.includes(unit)) return nothingOpen(unit, open);
  const key = winner === 'agreed' ? 'agreed' : memberNamed(state, winner);
  if (!key) return { code: 'not-possible', words: `This link has no member of ${winner}.` };
  if (key !== 'agreed' && !isHeard(work, state, unit, key)) return notHeard(unit, key);
  work.decide(state.id, { type: 'Settled', unit, winner: key, by });
  return [state.id];
}

const memberNamed = (state: LinkState, name: string): MemberKey | undefined =>
  membersOf(state).find(([key, { ref }]) => ref && (key === name || systemOf(key) === name))?.[0];

/** Whether a member says something of the unit and its system may be heard about it. */
function isHeard(work: Work, state: LinkState, unit: string, key: MemberKey): boolean {
  const fields = work.settings.policyOf(state.category!).units.find(({ name }) => name === unit)?.fields ?? [];
  return fields.some(
    ({ name, heardFrom }) => heardFrom.includes(systemOf(key)) && state.members[key]!.said[name] !== undefined,
  );
}

export const notHeard = (unit: string, key: MemberKey): Refused => ({
  code: 'not-possible',
  words: `${systemOf(key)} is not heard about ${unit}: change it in the other system, or let what is agreed win.`,
});

const nothingOpen = (unit: string | undefined, open: readonly string[] = []): Refused => ({
  code: 'nothing-to-decide',
  words:
    `No conflict${unit === undefined ? '' : ` of ${unit}`} is open` +
    (open.length > 0 ? `; open are: ${open.join(', ')}.` : '. It may have been settled meanwhile: look again.'),
});

const moved = (shown: number, now: number): Refused => ({
  code: 'moved',
  words: `The link is at version ${now}, the decision was taken on version ${shown}. Look again, and decide anew.`,
});
