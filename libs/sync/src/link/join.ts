import type { LinkContext } from './context.js';
import type { Meets, MemberWords } from './decide.js';
import type { Draft } from './draft.js';
import { hear } from './hear.js';
import { setAside } from './set-aside.js';

/** How a record came to join: the rule that found it, or the person who said that it is the same. */
type How = Pick<Extract<Meets, { type: 'Joined' }>, 'rule' | 'by'>;
type Joins = How & { readonly words: MemberWords; readonly again?: boolean };

/** A record meets the link for the first time; `again`: after a memory in which they were linked was lost. */
export function joins(draft: Draft, context: LinkContext, { words, again = false, ...how }: Joins): void {
  memberJoins(draft, words, how);
  hear(draft, context, { member: words.member, before: {}, again });
}

/** A record is a member from now on, with all it says; what its birth was set aside for does not matter any more. */
export function memberJoins(draft: Draft, words: MemberWords, { rule, by }: How = {}): void {
  const { member, ref, revision, category, roles, mapping, values, reading } = words;
  const said = { member, ref, revision, category, roles, mapping, values };
  const how = { ...(reading && { reading }), ...(rule !== undefined && { rule }), ...(by && { by }) };
  draft.add({ type: 'MemberJoined', ...said, ...how });
  for (const [field, target] of Object.entries(words.unresolved)) {
    draft.add({ type: 'ReferenceWaits', member, field, target, holds: false });
  }
  if (words.problem.length > 0) setAside(draft, words.member, words.problem);
  else if (draft.state.units['*']?.parked?.[member]) draft.add({ type: 'UnitReleased', unit: '*', member });
}
