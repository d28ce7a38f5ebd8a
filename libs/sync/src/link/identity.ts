import type { By, RecordKey } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { changes, pick } from '../values.js';
import type { LinkContext } from './context.js';
import type { LinkInput, MemberWords, Meets } from './decide.js';
import type { Draft } from './draft.js';
import type { EndedWhy, MemberKey } from './events.js';
import { hear } from './hear.js';
import { sayable } from './nameable.js';
import { meetsDeletion } from './parting.js';
import { heldBefore, noteUnresolved } from './references.js';
import { seen } from './seen.js';
import { takeBack } from './set-aside.js';
import { membersOf } from './state.js';

/** What people say about which records are the same thing, and what follows from it elsewhere. */
export type IdentityInput =
  | Declined
  | { readonly type: 'KeptApart'; readonly record: RecordKey; readonly by: By }
  /** What left the record out is no longer so; `meets`: what was found for it. */
  | { readonly type: 'TakenIn'; readonly meets?: Meets }
  | { readonly type: 'TakenBack'; readonly record: RecordKey; readonly by: By }
  | { readonly type: 'Ended'; readonly why: EndedWhy; readonly by: By }
  /** A record that this member refers to is in another link now. */
  | { readonly type: 'Moved'; readonly member: MemberKey; readonly from: string; readonly to: string }
  /** The answer to a write of another link shows what the record holds now; `ours` are the fields that link wrote. */
  | Afterwards
  /** What this member refers to became another kind of thing; it says the same, and means another. */
  | { readonly type: 'Resaid'; readonly words: MemberWords };

/** These candidates are not the same; `meets`: what was found for the record without them. */
interface Declined {
  readonly type: 'Declined';
  readonly candidates: readonly RecordKey[];
  /** Nobody is left, and it gets a counterpart of its own. */
  readonly anew?: boolean;
  readonly by: By;
  readonly meets?: Meets;
}

interface Afterwards {
  readonly type: 'Afterwards';
  readonly words: MemberWords;
  readonly ours: readonly string[];
  /** Fields of which it is not known whether a person or that write set them. */
  readonly ambiguous: readonly string[];
}

const types: readonly string[] = [
  'Declined',
  'TakenIn',
  'KeptApart',
  'TakenBack',
  'Ended',
  'Moved',
  'Afterwards',
  'Resaid',
];
export const isIdentity = (input: LinkInput): input is IdentityInput => types.includes(input.type);

/** What such an input makes true. */
export function sayWhoIsWho(draft: Draft, input: IdentityInput, context: LinkContext): void {
  const { state } = draft;
  switch (input.type) {
    case 'Declined': {
      const { candidates, anew, by } = input;
      return draft.add({ type: 'MatchDeclined', candidates, ...(anew && { anew }), by });
    }
    case 'TakenIn':
      return state.skipped ? draft.add({ type: 'RecordTakenIn' }) : undefined;
    case 'KeptApart':
      return draft.add({ type: 'NeverLinked', record: input.record, by: input.by });
    case 'TakenBack':
      return draft.add({ type: 'NeverTakenBack', record: input.record, by: input.by });
    case 'Ended':
      if (state.ended) return;
      return draft.add({ type: 'LinkEnded', why: input.why, left: leftBy(draft), by: input.by });
    case 'Moved':
      return moved(draft, context, input);
    case 'Afterwards':
      return afterwards(draft, context, input);
    case 'Resaid':
      return resaid(draft, context, input.words);
  }
}

function leftBy({ state }: Draft): Readonly<Partial<Record<MemberKey, RecordKey>>> {
  const left: Partial<Record<MemberKey, RecordKey>> = {};
  for (const [key, { ref }] of membersOf(state)) if (ref && key.startsWith('customhrm')) left[key] = recordKey(ref);
  return left;
}

type Moved = Extract<IdentityInput, { type: 'Moved' }>;

function moved(draft: Draft, context: LinkContext, { member: key, from, to }: Moved): void {
  const member = draft.state.members[key];
  const fields = Object.values(context.policy.fields);
  const { agreed } = draft.state;
  const named = fields.filter(({ reference, name }) => reference && [member?.said[name], agreed[name]].includes(from));
  if (!member || named.length === 0) return;
  draft.add({ type: 'ReferenceMoved', member: key, fields: named.map(({ name }) => name), from, to });
  for (const field of named) sayable(draft, context, field);
}

/**
 * Alone, the record's word is what is agreed. Beside another, what an ended link wrote is no edit of anybody's, unless
 * nothing is agreed about it yet; what else the record says is heard like any words.
 */
function afterwards(draft: Draft, context: LinkContext, { words, ours, ambiguous }: Afterwards): void {
  const member = draft.state.members[words.member];
  if (!member?.ref || words.revision <= member.revision) return;
  const alone = membersOf(draft.state).every(([key, { ref, asked }]) => key === words.member || !(ref ?? asked));
  if (alone) return seen(draft, context, words);
  const values = changes(member.said, words.values);
  draft.add({ type: 'MemberSaid', member: words.member, revision: words.revision, values, mapping: words.mapping });
  // Whoever is there is there, whichever link wrote to it.
  const isEdited = Object.keys(values).some((name) => !ours.includes(name));
  if (words.problem.length === 0) takeBack(draft, words.member, isEdited);
  noteUnresolved(draft, words, member);
  const written = Object.keys(values).filter(
    (field) => ours.includes(field) && draft.state.agreed[field] !== undefined,
  );
  const agreedTo = written.filter((field) => member.base[field] !== undefined);
  if (agreedTo.length > 0) draft.add({ type: 'MemberAgreed', member: words.member, fields: agreedTo });
  const before = { ...heldBefore(member), ...pick(values, written) };
  hear(draft, context, { member: words.member, before, ambiguous });
  meetsDeletion(draft, context, words.member, before);
}

/** A reference now names a link, or no longer does: that is news, though the record was not edited. */
function resaid(draft: Draft, context: LinkContext, words: MemberWords): void {
  const member = draft.state.members[words.member];
  if (!member?.ref || member.gone) return;
  const references = Object.values(context.policy.fields).filter(({ reference }) => reference);
  const now = pick(
    words.values,
    references.map(({ name }) => name),
  );
  const values = changes(member.said, now);
  if (Object.keys(values).length === 0) return;
  draft.add({ type: 'MemberSaid', member: words.member, revision: member.revision, values });
  noteUnresolved(draft, words, member);
  hear(draft, context, { member: words.member, before: heldBefore(member) });
}
