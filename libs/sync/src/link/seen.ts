import type { Values } from '@samsvar/contracts';
import { changes } from '../values.js';
import type { LinkContext } from './context.js';
import type { MemberWords } from './decide.js';
import type { Draft } from './draft.js';
import { hear } from './hear.js';
import { askBeforeReactivating, meetsDeletion, returns, roleEnds } from './parting.js';
import { rebase } from './rebase.js';
import { heldBefore, noLongerKnown, noteUnresolved } from './references.js';
import { hearOthers, saidBefore } from './roles.js';
import { systemOf } from './member-key.js';
import { setAside, takeBack } from './set-aside.js';
import type { Member } from './state.js';

/** A member says something, unless something newer was heard from it. */
export function seen(draft: Draft, context: LinkContext, words: MemberWords): void {
  const member = draft.state.members[words.member];
  if (!member?.ref) return;
  const remapped = member.mapping !== words.mapping && words.revision === member.revision;
  if (words.revision <= member.revision && (!remapped || member.gone)) return;
  const known = draft.state;
  if (member.gone) returns(draft, words.member, words.revision);
  const switched = words.category !== member.category && words.member.startsWith('powerofficego');
  const before = switched ? saidBefore(member, words) : member.said;
  const unknown = noLongerKnown(before, words);
  const values = changes(before, words.values);
  draft.add({
    type: 'MemberSaid',
    member: words.member,
    revision: words.revision,
    values,
    ...(words.reading && { reading: words.reading }),
    ...(unknown.length > 0 && { unknown }),
    mapping: words.mapping,
    ...(words.ref.parent !== member.ref.parent && { ref: words.ref }),
    ...(words.roles.join() !== member.roles.join() && { roles: words.roles }),
    ...(switched && { speaker: { category: words.category, ownFields: words.ownFields } }),
  });
  if (words.problem.length > 0) setAside(draft, words.member, words.problem);
  else takeBack(draft, words.member, isEdited(member, words, values));
  noteUnresolved(draft, words, member);
  if (remapped) return rebase(draft, context, words.member, member);
  const held = switched ? before : heldBefore(member);
  const { fields: ambiguous = [], isForgotten = false } = words.doubted ?? {};
  // The link had ended: what they agreed on was deleted with it.
  const returned = member.gone === true && Object.keys(member.base).length === 0;
  hear(draft, context, { member: words.member, before: held, ambiguous, asks: isForgotten, returned });
  if (switched) hearOthers(draft, context, words);
  roleEnds(draft, words.member, member);
  meetsDeletion(draft, context, words.member, held);
  if (known.parting && !draft.state.parting) askBeforeReactivating(draft, known);
}

/** Whether people did something to the record since: it says something else, has another role, or was gone. */
function isEdited(before: Member, { member, revision, roles }: MemberWords, values: Values): boolean {
  if (revision === before.revision) return false;
  const otherRoles = systemOf(member) === 'powerofficego' && roles.join() !== before.roles.join();
  return before.gone === true || otherRoles || Object.keys(values).length > 0;
}
