import type { Values } from '@samsvar/contracts';
import { omit, pick } from '../values.js';
import type { LinkContext } from './context.js';
import type { MemberWords } from './decide.js';
import type { Draft } from './draft.js';
import { hear } from './hear.js';
import type { Asked, Member } from './state.js';
import { membersOf } from './state.js';

/** What a new speaker said when it last spoke; its own fields of the role that falls silent do not count. */
export const saidBefore = (member: Member, words: MemberWords): Values => ({
  ...omit(member.said, words.ownFields),
  ...member.away[words.category]?.said,
});

/**
 * The others are heard about what only the new speaker's role is about: while that role was silent or away, nobody
 * listened.
 */
export function hearOthers(draft: Draft, context: LinkContext, { member, ownFields }: MemberWords): void {
  for (const [other, { said, base, ref }] of membersOf(draft.state)) {
    if (other === member || !ref) continue;
    hear(draft, context, { member: other, before: { ...omit(said, ownFields), ...pick(base, ownFields) } });
  }
}

/** Which fields of a write belong to the role it was told through, if that is no longer the one that speaks. */
export function silentIn({ policy }: LinkContext, member: Member, asked: Asked): readonly string[] {
  if (asked.category === undefined || asked.category === member.category) return [];
  return Object.keys(asked.wanted).filter((name) => policy.fields[name]?.roleOwn !== false);
}
