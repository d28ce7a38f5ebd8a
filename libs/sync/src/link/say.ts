import type { Values } from '@samsvar/contracts';
import type { Answered } from './answer.js';
import type { LinkContext } from './context.js';
import type { Draft } from './draft.js';
import { hear } from './hear.js';
import { heldBefore, noLongerKnown, noteUnresolved } from './references.js';
import { meetsDeletion } from './parting.js';

/** The rest of an answer: an observation like any other, unless something newer was heard already. */
export function say(draft: Draft, context: LinkContext, input: Answered, news: Values): void {
  const member = draft.state.members[input.member]!;
  const { values = {}, unresolved = {}, revision = member.revision } = input;
  const isWhole = input.values !== undefined && (input.category ?? member.category) === member.category;
  const unknown = isWhole ? noLongerKnown(member.said, { values, unresolved }) : [];
  const waitsAlready = Object.keys(unresolved).every((field) => member.waits[field]?.target === unresolved[field]);
  const nothingNew = Object.keys(news).length + unknown.length === 0 && waitsAlready && revision === member.revision;
  if (revision < member.revision || nothingNew) return;
  const before = heldBefore(member);
  draft.add({
    type: 'MemberSaid',
    member: input.member,
    revision,
    values: news,
    ...(unknown.length > 0 && { unknown }),
    ...(input.reading && { reading: input.reading }),
  });
  noteUnresolved(draft, { member: input.member, values, unresolved }, member);
  hear(draft, context, {
    member: input.member,
    before,
    ...(input.ambiguous && { ambiguous: input.ambiguous }),
    ...(input.outcome === 'done' && { sent: input.sent }),
    ...(input.found && { again: true, asks: true }),
  });
  meetsDeletion(draft, context, input.member, before);
}
