import type { By, Category, Kind, RecordRef, Refusal, Values } from '@samsvar/contracts';
import type { Decider } from '../decider.js';
import { changes } from '../values.js';
import type { Answered } from './answer.js';
import { answer } from './answer.js';
import type { LinkContext } from './context.js';
import { Draft } from './draft.js';
import type { HoldDecided } from './gate.js';
import { holdDecided } from './gate.js';
import type { LinkEvent, MemberKey } from './events.js';
import { systemOf } from './events.js';
import { evolve } from './evolve.js';
import { hear } from './hear.js';
import type { Gone, PartingDecided } from './parting.js';
import { askBeforeReactivating, gone, meetsDeletion, partingDecided, returns, roleEnds } from './parting.js';
import { joins, memberJoins } from './join.js';
import { plan } from './plan.js';
import { rebase } from './rebase.js';
import { heldBefore, noLongerKnown, noteUnresolved, resolved } from './references.js';
import { hearOthers, saidBefore } from './roles.js';
import { setAside, takeBack } from './set-aside.js';
import type { LinkState } from './state.js';
import { noLink } from './state.js';

/** A record as its member says it: canonical values, references as link ids; those without a link in `unresolved`. */
export interface MemberWords {
  readonly member: MemberKey;
  readonly ref: RecordRef;
  readonly revision: number;
  readonly category: Category;
  readonly roles: readonly Category[];
  readonly mapping: string;
  readonly values: Values;
  /** References to records that have no link yet, by field: they take no part until they have one. */
  readonly unresolved: Readonly<Record<string, string>>;
  /** Fields the member's reading lost to a problem are absent from `values`. */
  readonly ownFields: readonly string[];
  /** Why it could not be read or said whole: while there is any reason, it is set aside. */
  readonly problem: readonly Refusal[];
}

/** What a founding record meets: its counterpart, a question for a person, or the tenant's wish to leave it out. */
export type Meets =
  | { readonly type: 'Joined'; readonly words: MemberWords }
  | {
      readonly type: 'Proposed';
      readonly rule: string;
      readonly code: 'proposal' | 'ambiguous' | 'taken';
      readonly candidates: readonly string[];
    }
  | { readonly type: 'Skipped'; readonly code: 'flow-off' | 'left-out' };

export type LinkInput =
  /** A PowerOffice Go record founds a link; `meets` is what was found for it on the other side. */
  | { readonly type: 'Opened'; readonly kind: Kind; readonly words: MemberWords; readonly meets?: Meets }
  | Meets
  /** The record cannot be kept in agreement for now, for these reasons. */
  | { readonly type: 'Parked'; readonly member: MemberKey; readonly reasons: readonly Refusal[] }
  /** `meets`: what was found for a record that comes back to a link that had ended without a counterpart. */
  | { readonly type: 'Seen'; readonly words: MemberWords; readonly meets?: Meets }
  | Gone
  | PartingDecided
  | Answered
  | { readonly type: 'Resolved'; readonly member: MemberKey; readonly field: string; readonly value: string }
  /** A person has these units tried again. */
  | { readonly type: 'Released'; readonly units: readonly string[]; readonly by: By }
  /**
   * Something around the link changed (a target got its record, the tenant went live): look again at what is lacking.
   */
  | { readonly type: 'LookAgain' }
  | HoldDecided
  /** A person approved what was planned for the link at first contact. */
  | { readonly type: 'PlanApproved'; readonly by: By };

/** What an input makes true about records that are the same thing, and the state it leads to. */
export function decided(state: LinkState, input: LinkInput, context: LinkContext, exempt?: Draft['exempt']): Draft {
  const draft = new Draft(state, exempt);
  apply(draft, input, context);
  if (draft.events.length > 0 || input.type === 'LookAgain') plan(draft, context);
  return draft;
}

/** The link stream's decider. */
export const link: Decider<LinkState, LinkInput, LinkEvent, LinkContext> = {
  initial: noLink(''),
  evolve,
  decide: (state, input, context) => decided(state, input, context).events,
};

function apply(draft: Draft, input: LinkInput, context: LinkContext): void {
  switch (input.type) {
    case 'Opened':
      open(draft, context, input.kind, input.words);
      return input.meets && apply(draft, input.meets, context);
    case 'Joined':
      return draft.state.members[input.words.member]?.ref
        ? seen(draft, context, input.words)
        : joins(draft, context, input.words);
    case 'Proposed':
      if (draft.state.proposal) return;
      return draft.add({ type: 'MatchProposed', rule: input.rule, code: input.code, candidates: input.candidates });
    case 'Skipped':
      if (draft.state.skipped) return;
      return draft.add({ type: 'RecordSkipped', code: input.code });
    case 'Seen':
      seen(draft, context, input.words);
      return input.meets && apply(draft, input.meets, context);
    case 'Gone':
      return gone(draft, input);
    case 'PartingDecided':
      return partingDecided(draft, input);
    case 'Answered':
      return answer(draft, context, input);
    case 'Resolved':
      return resolved(draft, context, input);
    case 'Parked':
      return setAside(draft, input.member, input.reasons);
    case 'Released':
      return input.units.forEach((unit) => draft.add({ type: 'UnitReleased', unit, by: input.by }));
    case 'HoldDecided':
      return holdDecided(draft, input);
    case 'PlanApproved':
      return draft.state.plan === 'planned' ? draft.add({ type: 'Approved', by: input.by }) : undefined;
    case 'LookAgain':
      return;
  }
}

function open(draft: Draft, context: LinkContext, kind: Kind, words: MemberWords): void {
  if (draft.state.kind) return;
  draft.add({ type: 'LinkOpened', kind, category: words.category, founding: words.ref });
  if (context.planned) draft.add({ type: 'Planned' });
  memberJoins(draft, words);
  founds(draft, context, words);
}

/** What the founding record says is agreed, but for what its system is not heard about. */
function founds(draft: Draft, { policy }: LinkContext, { member, values }: MemberWords): void {
  const said = Object.keys(values);
  const heard = said.filter((name) => policy.fields[name]?.heardFrom.includes(systemOf(member)));
  if (heard.length === said.length) return draft.add({ type: 'ValuesAgreed', from: member, fields: 'all' });
  draft.add({ type: 'ValuesAgreed', from: member, fields: heard.filter((name) => values[name] !== null) });
  draft.add({ type: 'MemberAgreed', member, fields: said });
}

function seen(draft: Draft, context: LinkContext, words: MemberWords): void {
  const member = draft.state.members[words.member];
  if (!member?.ref) return;
  const remapped = member.mapping !== words.mapping && words.revision === member.revision;
  if (words.revision <= member.revision && (!remapped || member.gone)) return;
  const known = draft.state;
  if (member.gone) returns(draft, words.member, words.revision);
  const switched = words.category !== member.category && words.member.startsWith('powerofficego');
  const before = switched ? saidBefore(member, words) : member.said;
  const unknown = noLongerKnown(before, words);
  draft.add({
    type: 'MemberSaid',
    member: words.member,
    revision: words.revision,
    values: changes(before, words.values),
    ...(unknown.length > 0 && { unknown }),
    mapping: words.mapping,
    ...(words.roles.join() !== member.roles.join() && { roles: words.roles }),
    ...(switched && { speaker: { category: words.category, ownFields: words.ownFields } }),
  });
  if (words.problem.length > 0) setAside(draft, words.member, words.problem);
  else takeBack(draft, words.member);
  noteUnresolved(draft, words, member);
  if (remapped) return rebase(draft, context, words.member, member);
  const held = switched ? before : heldBefore(member);
  hear(draft, context, { member: words.member, before: held });
  if (switched) hearOthers(draft, context, words);
  roleEnds(draft, words.member, member);
  meetsDeletion(draft, context, words.member, held);
  if (known.parting && !draft.state.parting) askBeforeReactivating(draft, known);
}
