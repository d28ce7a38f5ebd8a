import type { By, Category, Kind, RecordKey, RecordRef } from '@samsvar/contracts';
import type { MemberKey } from './member-key.js';

/** A record founds a link. */
export interface LinkOpened {
  readonly type: 'LinkOpened';
  readonly kind: Kind;
  readonly category: Category;
  readonly founding: RecordRef;
  /** Which of the links this record has founded; the first without. */
  readonly generation?: number;
  /** Records that earlier ones said it is never to be linked with. */
  readonly apart?: readonly RecordKey[];
  /** A person said that the record gets a counterpart of its own. */
  readonly anew?: boolean;
}

/** Why a person is asked what a record is the same as. */
export type ProposalCode = 'proposal' | 'ambiguous' | 'taken' | 'unlinked' | 'founder-missing' | 'also-fits';

/**
 * A rule found what the record may be the same as, and a person decides; `unlinked`: a person parted it from what it
 * was linked to; `founder-missing`: it was made for a record of the HRM that is not known there; `also-fits`: it is
 * linked, took on another role, and by that another record of the HRM fits it too.
 */
export interface MatchProposed {
  readonly type: 'MatchProposed';
  readonly rule: string;
  readonly code: ProposalCode;
  readonly candidates: readonly RecordKey[];
  /** The fields the rule compared; absent in links stored before they were kept. */
  readonly compared?: readonly string[];
}

/** A person said that these are not the same as the record; they are kept apart from now on. */
export interface MatchDeclined {
  readonly type: 'MatchDeclined';
  readonly candidates: readonly RecordKey[];
  /** Nobody is left: the record gets a counterpart of its own. */
  readonly anew?: boolean;
  readonly by: By;
}

/** A person said that the link's record is never to be linked with this one. */
export interface NeverLinked {
  readonly type: 'NeverLinked';
  readonly record: RecordKey;
  readonly by: By;
}

/** A person took that back. */
export interface NeverTakenBack {
  readonly type: 'NeverTakenBack';
  readonly record: RecordKey;
  readonly by: By;
}

/** Why a person ended a link. */
export type EndedWhy = 'unlinked' | 'split';

/**
 * A person said that the members are not the same thing. The record of the HRM stays as it is, left behind; the one in
 * PowerOffice Go goes on in the next generation of the link. A write under way is still answered, and heard no more.
 */
export interface EndedByPerson {
  readonly why: EndedWhy;
  /** The records that are left behind, by their places. */
  readonly left: Readonly<Partial<Record<MemberKey, RecordKey>>>;
  readonly by: By;
}

/** The record a member refers to belongs to another link now: the same reference, by its new name. */
export interface ReferenceMoved {
  readonly type: 'ReferenceMoved';
  readonly member: MemberKey;
  readonly fields: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** Why a record is left out: the tenant's own choice, or a person's. */
export type SkipCode = 'flow-off' | 'left-out' | 'supplier-contact' | 'declined' | 'merged';

/** The record is left out by the tenant's own choice, or a person's. */
export interface RecordSkipped {
  readonly type: 'RecordSkipped';
  readonly code: SkipCode;
}

/** The choice that left the record out is no longer about it. */
export interface RecordTakenIn {
  readonly type: 'RecordTakenIn';
}

export type IdentityEvent =
  RecordTakenIn | MatchProposed | MatchDeclined | NeverLinked | NeverTakenBack | ReferenceMoved;
