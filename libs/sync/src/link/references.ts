import type { Values } from '@samsvar/contracts';
import { pick } from '../values.js';
import type { LinkContext } from './context.js';
import type { MemberWords } from './decide.js';
import type { Draft } from './draft.js';
import type { MemberKey } from './events.js';
import { hear } from './hear.js';
import type { Member } from './state.js';

/** Which references a member makes to records that have no link yet, and which it no longer makes. */
export function noteUnresolved(
  draft: Draft,
  words: Pick<MemberWords, 'member' | 'values' | 'unresolved'>,
  member: Member,
): void {
  for (const [field, target] of Object.entries(words.unresolved)) {
    if (member.waits[field]?.target !== target) {
      draft.add({ type: 'ReferenceWaits', member: words.member, field, target, holds: false });
    }
  }
  for (const [field, { target }] of Object.entries(member.waits)) {
    if (target.includes('/') && words.values[field] !== undefined) {
      draft.add({ type: 'ReferenceFound', member: words.member, field });
    }
  }
}

/** Fields a member said something in before and is silent about now, though it was read whole: they are masked. */
export const noLongerKnown = (
  before: Values,
  { values, unresolved }: Pick<MemberWords, 'values' | 'unresolved'>,
): readonly string[] => Object.keys(before).filter((name) => values[name] === undefined && !(name in unresolved));

/**
 * What a member held before it says something, as far as that takes part: a reference that named nobody known is not
 * what it said last, so what it agreed to before that counts.
 */
export function heldBefore({ said, base, waits }: Member): Values {
  const waited = Object.keys(waits).filter((field) => said[field] === undefined);
  return waited.length === 0 ? said : { ...said, ...pick(base, waited) };
}

/** A reference this member holds got its link: now it takes part. */
export function resolved(
  draft: Draft,
  context: LinkContext,
  input: { member: MemberKey; field: string; value: string },
): void {
  const member = draft.state.members[input.member];
  if (!member?.waits[input.field] || member.gone) return;
  draft.add({ type: 'ReferenceFound', member: input.member, field: input.field });
  const before = heldBefore(member);
  draft.add({
    type: 'MemberSaid',
    member: input.member,
    revision: member.revision,
    values: { [input.field]: input.value },
  });
  hear(draft, context, { member: input.member, before });
}
