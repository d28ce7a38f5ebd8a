import type { LinkContext } from './context.js';
import type { MemberWords } from './decide.js';
import type { Draft } from './draft.js';
import { hear } from './hear.js';
import { setAside } from './set-aside.js';

/** A record meets the link for the first time. */
export function joins(draft: Draft, context: LinkContext, words: MemberWords): void {
  memberJoins(draft, words);
  hear(draft, context, { member: words.member, before: {} });
}

/** A record is a member from now on, with all it says; what its birth was set aside for does not matter any more. */
export function memberJoins(draft: Draft, words: MemberWords): void {
  const { member, ref, revision, category, roles, mapping, values } = words;
  draft.add({ type: 'MemberJoined', member, ref, revision, category, roles, mapping, values });
  for (const [field, target] of Object.entries(words.unresolved)) {
    draft.add({ type: 'ReferenceWaits', member, field, target, holds: false });
  }
  if (words.problem.length > 0) setAside(draft, words.member, words.problem);
  else if (draft.state.units['*']?.parked?.[member]) draft.add({ type: 'UnitReleased', unit: '*', member });
}
