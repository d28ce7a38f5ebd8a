import type { MemberKey } from './member-key.js';
import type { LinkState, Member } from './state.js';
import { noMember } from './state.js';

/** The link with one of its members changed. */
export const withMember = (state: LinkState, key: MemberKey, change: (member: Member) => Member): LinkState => ({
  ...state,
  members: { ...state.members, [key]: change(state.members[key] ?? noMember) },
});

/** Counts each of some fields once more. */
export const counted = (
  counts: Readonly<Record<string, number>>,
  fields: readonly string[],
): Readonly<Record<string, number>> => ({
  ...counts,
  ...Object.fromEntries(fields.map((field) => [field, (counts[field] ?? 0) + 1])),
});
