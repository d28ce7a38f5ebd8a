import type { By, Category, RecordRef, Refusal, Values } from '@samsvar/contracts';
import type { ConflictFound, ConflictSettled, InitialDifference, ValueRestored } from './conflict-events.js';
import type { LinkErased } from './erasure-events.js';
import type { HoldEvent } from './hold-events.js';
import type { IdentityEvent, LinkOpened, RecordSkipped } from './identity-events.js';
import type { MemberKey } from './member-key.js';
import type { Origin, Reading } from './origin.js';
import type { ReferenceFound, ReferenceWaits } from './reference-events.js';
import type { PartingEvent } from './parting-events.js';

export * from './conflict-events.js';
export * from './erasure-events.js';
export * from './hold-events.js';
export * from './identity-events.js';
export * from './member-key.js';
export * from './parting-events.js';
export * from './reference-events.js';

/** A record joined the link, with all it says. It has no base until it agrees. */
export interface MemberJoined {
  readonly type: 'MemberJoined';
  readonly member: MemberKey;
  readonly ref: RecordRef;
  readonly revision: number;
  readonly category: Category;
  readonly roles: readonly Category[];
  readonly mapping: string;
  readonly values: Values;
  readonly reading?: Reading;
  /** The rule that found it, or the person who said that it is the same. */
  readonly rule?: string;
  readonly by?: By;
}

/** A member said something: only what differs from what it said before. */
export interface MemberSaid {
  readonly type: 'MemberSaid';
  readonly member: MemberKey;
  readonly revision: number;
  readonly values: Values;
  readonly reading?: Reading;
  /** Fields it said something in and no longer lets us read: they are neither compared nor written. */
  readonly unknown?: readonly string[];
  readonly mapping?: string;
  readonly roles?: readonly Category[];
  /** Its paths lead through another record now: a contact person's company changed. */
  readonly ref?: RecordRef;
  /** Another role speaks from now on; the fields of the old one are kept for its return. */
  readonly speaker?: { readonly category: Category; readonly ownFields: readonly string[] };
}

/** A unit's agreed value was changed by one side: what it was before, and how often in a row it came back so. */
export interface Turn {
  readonly unit: string;
  readonly from: MemberKey;
  readonly before: Values;
  readonly backs: number;
}

/** All members should hold these values now; without `values` it is what `from` says in `fields`. */
export interface ValuesAgreed {
  readonly type: 'ValuesAgreed';
  readonly from?: MemberKey;
  readonly fields: readonly string[] | 'all';
  readonly values?: Values;
  /** The unit it is about, and where its value was read; what a record founds its link with stands beside it. */
  readonly unit?: string;
  readonly origin?: Origin;
  readonly turn?: Turn;
}

/** A member was found to hold what was agreed: what it says in these fields is its base now. */
export interface MemberAgreed {
  readonly type: 'MemberAgreed';
  readonly member: MemberKey;
  readonly fields: readonly string[];
}

/** A member was asked to hold the agreed values of `fields`, decided on what it says now. */
export interface WriteAsked {
  readonly type: 'WriteAsked';
  readonly member: MemberKey;
  readonly n: number;
  readonly op: 'create' | 'update' | 'deactivate';
  readonly fields: readonly string[];
  /** The rest of the units that move: not written, and expected to be as they are. */
  readonly beside?: readonly string[];
  readonly decidedOn: number;
}

/** The write was applied or was not needed. `values`: where the member now says something else than wanted or known. */
export interface WriteSettled {
  readonly type: 'WriteSettled';
  readonly member: MemberKey;
  readonly n: number;
  readonly outcome: 'done' | 'same';
  readonly sent: readonly string[];
  readonly ref?: RecordRef;
  /** In which role a newborn of PowerOffice Go speaks, and which it has. */
  readonly category?: Category;
  readonly roles?: readonly Category[];
  readonly revision?: number;
  readonly mapping?: string;
  readonly stored: Values;
  /** Wanted fields of the role it was told through, which is silent by now: they are kept for its return. */
  readonly away?: readonly string[];
  /** Wanted fields that were not sent, and of which the member had said something else by then: not settled, heard. */
  readonly overtaken?: readonly string[];
}

export interface WriteStale {
  readonly type: 'WriteStale';
  readonly member: MemberKey;
  readonly n: number;
  readonly outcome: 'stale' | 'gone';
  /** Of these fields it is not known whether a person or our lost write set them; they are said, not heard. */
  readonly ambiguous?: readonly string[];
  /** Found to hold what was wanted, whoever set them: that is their base now. */
  readonly held?: readonly string[];
}

export interface WriteRefused {
  readonly type: 'WriteRefused';
  readonly member: MemberKey;
  readonly n: number;
  readonly refusals: readonly Refusal[];
  /** As of `WriteStale`. */
  readonly held?: readonly string[];
}

/** A field that only the other side may change was changed here. */
export interface Overridden {
  readonly type: 'Overridden';
  readonly member: MemberKey;
  readonly fields: readonly string[];
  readonly values: Values;
}

/**
 * The member stored something else than it was told; it is left alone as long as it holds that for this agreed value.
 */
export interface LossyLearnt {
  readonly type: 'LossyLearnt';
  readonly member: MemberKey;
  readonly told: Values;
  readonly stored: Values;
}

/** A unit (or the whole record: `*`) is set aside with its reasons until something about it changes. */
export interface UnitParked {
  readonly type: 'UnitParked';
  readonly unit: string;
  readonly member: MemberKey;
  readonly reasons: readonly Refusal[];
}

export interface UnitReleased {
  readonly type: 'UnitReleased';
  readonly unit: string;
  /** Only by this member's account; on every account without. */
  readonly member?: MemberKey;
  /** The person who wants it tried again, and the fields whose earlier tries no longer count. */
  readonly by?: By;
  readonly fields?: readonly string[];
}

// Stored as they stand: version with care.
export type LinkEvent =
  | MemberJoined
  | MemberSaid
  | ValuesAgreed
  | MemberAgreed
  | WriteAsked
  | WriteSettled
  | WriteStale
  | WriteRefused
  | InitialDifference
  | ConflictFound
  | ConflictSettled
  | ValueRestored
  | Overridden
  | LossyLearnt
  | UnitParked
  | UnitReleased
  | ReferenceWaits
  | ReferenceFound
  | LinkOpened
  | RecordSkipped
  | IdentityEvent
  | PartingEvent
  | LinkErased
  | HoldEvent;
