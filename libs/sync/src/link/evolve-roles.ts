import type { Category, Values } from '@samsvar/contracts';
import { omit, pick } from '../values.js';
import type { MemberSaid } from './events.js';
import type { LinkState, Member } from './state.js';
import { membersOf } from './state.js';

/** Another role speaks: the old one's own fields are put away, the new one's are taken back if it was here before. */
export function speaks(member: Member, speaker: NonNullable<MemberSaid['speaker']>): Member {
  const put = { said: pick(member.said, speaker.ownFields), base: pick(member.base, speaker.ownFields) };
  const back = member.away[speaker.category];
  return {
    ...member,
    category: speaker.category,
    said: { ...omit(member.said, speaker.ownFields), ...back?.said },
    base: { ...omit(member.base, speaker.ownFields), ...back?.base },
    away: { ...member.away, ...(member.category && { [member.category]: put }) },
  };
}

/** What a silent role was told, for its return. */
export function keptForReturn(away: Member['away'], category: Category, told: Values): Member['away'] {
  const before = away[category];
  return { ...away, [category]: { said: { ...before?.said, ...told }, base: { ...before?.base, ...told } } };
}

/** Another category speaks: what was asked before is still of the category it was asked in. */
export function spokenIn(state: LinkState, category: Category): LinkState {
  const { category: linkCategory } = state;
  const members = membersOf(state).map(([key, member]) => {
    const { asked: write } = member;
    const isOld = write && linkCategory && !write.linkCategory;
    return [key, isOld ? { ...member, asked: { ...write, linkCategory } } : member] as const;
  });
  return { ...state, category, members: Object.fromEntries(members) };
}
