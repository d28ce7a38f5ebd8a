import type { By, Category, Kind, RecordKey, RecordRef, Refusal, Values } from '@samsvar/contracts';
import type { Decider } from '../decider.js';
import type { Answered } from './answer.js';
import { answer } from './answer.js';
import type { LinkContext } from './context.js';
import { Draft } from './draft.js';
import type { Erased } from './erasure.js';
import { erasedBy } from './erasure.js';
import type { LinkEvent, MemberKey, ProposalCode, SkipCode } from './events.js';
import type { HoldDecided } from './gate.js';
import { holdDecided } from './gate.js';
import { evolve } from './evolve.js';
import type { Reading } from './origin.js';
import type { Released, Restored, Settled } from './person.js';
import { released, restored, settled } from './person.js';
import { type IdentityInput, isIdentity, sayWhoIsWho } from './identity.js';
import { nameAgain } from './nameable.js';
import { type Gone, gone } from './parting.js';
import { type PartingDecided, partingDecided } from './parting-decided.js';
import { joins } from './join.js';
import { open } from './open.js';
import { plan } from './plan.js';
import { resolved } from './references.js';
import { seen } from './seen.js';
import { setAside } from './set-aside.js';
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
  /** The message that brought them, and the record's own stamps. */
  readonly reading?: Reading;
  readonly doubted?: Doubt;
}

/** Fields of which nobody can know whether a person, our own lost write or a restore set them: said, not heard. */
export interface Doubt {
  readonly fields: readonly string[];
  /** A memory was lost, or a system went back in time: where they differ from what is agreed a person decides. */
  readonly isForgotten: boolean;
}

/** What a founding record meets: its counterpart, a question for a person, or the tenant's wish to leave it out. */
export type Meets =
  /** `again`: they were linked before, by a memory that was lost; who wins where they differ is not ours to say. */
  | {
      readonly type: 'Joined';
      readonly words: MemberWords;
      readonly rule?: string;
      readonly by?: By;
      readonly again?: boolean;
    }
  | {
      readonly type: 'Proposed';
      readonly rule: string;
      readonly code: ProposalCode;
      readonly candidates: readonly RecordKey[];
      readonly compared?: readonly string[] | undefined;
    }
  | { readonly type: 'Skipped'; readonly code: SkipCode };

export type LinkInput =
  /** A PowerOffice Go record founds a link; `meets` is what was found for it on the other side. */
  | {
      readonly type: 'Opened';
      readonly kind: Kind;
      readonly words: MemberWords;
      readonly meets?: Meets;
      /** After links that a person ended: which one this is, and whom it is never to be linked with. */
      readonly after?: { readonly generation: number; readonly apart: readonly RecordKey[]; readonly anew?: boolean };
    }
  | Meets
  | IdentityInput
  /** The record cannot be kept in agreement for now, for these reasons. */
  | { readonly type: 'Parked'; readonly member: MemberKey; readonly reasons: readonly Refusal[] }
  /** `anew`: it looks for a counterpart as at first, having come back or been taken in; `meets` is what it found. */
  | { readonly type: 'Seen'; readonly words: MemberWords; readonly meets?: Meets; readonly anew?: boolean }
  | Gone
  | PartingDecided
  | Answered
  | Erased
  | { readonly type: 'Resolved'; readonly member: MemberKey; readonly field: string; readonly value: string }
  | Released
  | Settled
  | Restored
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

type PersonSays = Extract<
  LinkInput,
  { type: 'Erased' | 'PartingDecided' | 'Released' | 'Settled' | 'Restored' | 'HoldDecided' | 'PlanApproved' }
>;

function apply(draft: Draft, input: LinkInput, context: LinkContext): void {
  if (isIdentity(input)) return whoIsWho(draft, input, context);
  switch (input.type) {
    case 'Opened':
      open(draft, context, input);
      return meets(draft, context, input.meets);
    case 'Joined':
    case 'Proposed':
    case 'Skipped':
      return meets(draft, context, input);
    case 'Seen':
      if (input.anew && draft.state.skipped) draft.add({ type: 'RecordTakenIn' });
      seen(draft, context, input.words);
      return meets(draft, context, input.meets);
    case 'Gone':
      return gone(draft, input);
    case 'Answered':
      return answer(draft, context, input);
    case 'Resolved':
      return resolved(draft, context, input);
    case 'Parked':
      return setAside(draft, input.member, input.reasons);
    case 'LookAgain':
      return nameAgain(draft, context);
    default:
      return personSays(draft, context, input);
  }
}

/** What a person decides about the link as it stands. */
function personSays(draft: Draft, context: LinkContext, input: PersonSays): void {
  switch (input.type) {
    case 'Erased':
      return draft.add(erasedBy(draft.state, input));
    case 'PartingDecided':
      return partingDecided(draft, input);
    case 'Released':
      return released(draft, context, input);
    case 'Settled':
      return settled(draft, context, input);
    case 'Restored':
      return restored(draft, context, input);
    case 'HoldDecided':
      return holdDecided(draft, input);
    case 'PlanApproved':
      return draft.state.plan === 'planned' ? draft.add({ type: 'Approved', by: input.by }) : undefined;
  }
}

function whoIsWho(draft: Draft, input: IdentityInput, context: LinkContext): void {
  sayWhoIsWho(draft, input, context);
  meets(draft, context, 'meets' in input ? input.meets : undefined);
}

/** What was found for the founding record: nothing where it is to be made. */
function meets(draft: Draft, context: LinkContext, found: Meets | undefined): void {
  const { proposal, skipped, members } = draft.state;
  switch (found?.type) {
    case 'Joined':
      return members[found.words.member]?.ref ? seen(draft, context, found.words) : joins(draft, context, found);
    case 'Proposed':
      return proposal ? undefined : draft.add(proposed(found));
    case 'Skipped':
      return skipped ? undefined : draft.add({ type: 'RecordSkipped', code: found.code });
  }
}

const proposed = ({ rule, code, candidates, compared }: Extract<Meets, { type: 'Proposed' }>): LinkEvent => ({
  type: 'MatchProposed',
  rule,
  code,
  candidates,
  ...(compared && { compared }),
});
