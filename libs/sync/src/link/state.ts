import type { Origin, Reading } from './origin.js';
import type { By, Category, Kind, RecordKey, RecordRef, Refusal, Values } from '@samsvar/contracts';
import type { ConflictFound, MemberKey, PartingChoice, PartingCode, ProposalCode, SkipCode, Turn } from './events.js';
import type { GuardKey } from '../guard/guarded.js';
import type { Policy } from '../policy.js';

/** A write under way: what the member was asked to hold, and what it was believed to hold. */
export interface Asked {
  readonly n: number;
  readonly op: 'create' | 'update' | 'deactivate';
  /** The role it was told through, where the member had spoken. */
  readonly category?: Category;
  /** The category the link was in when it was asked, where it is in another by now. */
  readonly linkCategory?: Category;
  readonly wanted: Values;
  readonly expected: Values;
  readonly decidedOn: number;
  /** Wanted fields of which the member has said something since. */
  readonly overtaken?: readonly string[];
}

/** A reference that waits for its target, whether a birth waits with it, and whether it was approved to go then. */
export interface Waiting {
  readonly target: string;
  readonly holds: boolean;
  readonly exempt?: boolean;
}

/** What one role of a contact left behind when another began to speak. */
export interface Away {
  readonly said: Values;
  readonly base: Values;
}

/** A record in a link, as far as link has heard. */
export interface Member {
  /** None while the system is asked to make the record. */
  readonly ref?: RecordRef;
  readonly revision: number;
  readonly category?: Category;
  readonly roles: readonly Category[];
  readonly mapping?: string;
  /** What came with its last words. */
  readonly reading?: Reading;
  /** What it last said, references as link ids. */
  readonly said: Values;
  /** What it held, as it stored it, when it last agreed; a field without a base has never agreed. */
  readonly base: Values;
  readonly asked?: Asked;
  /** The number of the last write asked of it. */
  readonly n: number;
  /** What it stored instead of what it was told, for the agreed value of then. */
  readonly lossy: Readonly<Record<string, { readonly told: Values[string]; readonly stored: Values[string] }>>;
  /** How often a field was written successfully since its agreed value last changed. */
  readonly written: Readonly<Record<string, number>>;
  /** How often the member changed a field that only others may change, since the agreed value last changed. */
  readonly overridden: Readonly<Record<string, number>>;
  /** How often in a row a write was answered `stale` without anything new being said. */
  readonly stales: number;
  /** References it waits for: inbound by record key, outbound by link id. */
  readonly waits: Readonly<Record<string, Waiting>>;
  readonly away: Readonly<Partial<Record<Category, Away>>>;
  /** The record is no longer in its system. */
  readonly gone?: boolean;
}

/** Two values that wait for a person; both may have moved on since. */
export interface OpenConflict {
  readonly member: MemberKey;
  readonly theirs: Values;
  readonly agreed: Values;
  readonly first: boolean;
  readonly theirsFrom?: Origin;
  readonly agreedFrom?: Origin;
  /** What made it; absent in links stored before it was kept. */
  readonly why?: ConflictFound['why'];
}

/** What becomes of a link one of whose records is gone, or no longer what the link is about. */
export interface Parting {
  /** The member that is gone, or that lost its role. */
  readonly member: MemberKey;
  /** What a person is asked, until it is decided. */
  readonly asks?: PartingCode;
  readonly choice?: PartingChoice;
  /** Nothing is left to be written for it; from now on people may do with the remaining record what they like. */
  readonly done?: boolean;
  /** The remaining record was changed since. */
  readonly touched?: boolean;
}

/** What is special about a merge unit (or the whole record: `*`) for now. */
export interface UnitState {
  readonly conflict?: OpenConflict;
  /** Set aside, by whose account, and why. */
  readonly parked?: Readonly<Partial<Record<MemberKey, readonly Refusal[]>>>;
  /** What these members lack of it is held until a person decides. */
  readonly held?: Readonly<Partial<Record<MemberKey, HeldBy>>>;
}

/** The class of change that is held, and the hold it is held under. */
export interface HeldBy {
  readonly guard: GuardKey;
  readonly hold: string;
  /** Who approved it, while another write of the member is under way. */
  readonly approved?: By;
}

/** The claim that records are the same thing, and what they agree on. */
export interface LinkState {
  readonly id: string;
  readonly kind?: Kind;
  /** The flow it is in: the category its PowerOffice Go record speaks in. */
  readonly category?: Category;
  readonly founding?: RecordRef;
  /** What all members should hold; references as link ids. A field nobody has had an opinion on is absent. */
  readonly agreed: Values;
  /** Where the agreed value of a unit was read, for units that were edited since the link was opened. */
  readonly origins?: Readonly<Record<string, Origin>>;
  readonly members: Readonly<Partial<Record<MemberKey, Member>>>;
  readonly units: Readonly<Record<string, UnitState>>;
  readonly proposal?: {
    readonly rule: string;
    readonly code: ProposalCode;
    readonly candidates: readonly RecordKey[];
    readonly compared?: readonly string[];
  };
  readonly skipped?: SkipCode;
  /** It was opened in first contact: only planned, or approved by a person. */
  readonly plan?: 'planned' | 'approved';
  /** Fields in which two records differed when they met and the owner's value was taken; counted, not open. */
  readonly settled: readonly string[];
  /** The last change of each unit that was changed since its members met, to tell a quarrel of automations. */
  readonly turns?: Readonly<Record<string, Omit<Turn, 'unit'>>>;
  readonly parting?: Parting;
  /** Every record is gone, or a person ended it: nothing is decided about it, but for answers still under way. */
  readonly ended?: boolean;
  /** A person ended it: the records it left behind, by their places. */
  readonly left?: Readonly<Partial<Record<MemberKey, RecordKey>>>;
  /** Everything kept of it was deleted: who wanted that, and when (ISO 8601). */
  readonly erased?: { readonly who: string; readonly at: string };
  /** A person said that its record is the same thing as another's: it goes on in another link, left out. */
  readonly merged?: boolean;
  /** Which of the links its founding record has founded; the first without. */
  readonly generation?: number;
  /** Records of the HRM that it is never to be linked with. */
  readonly apart?: readonly RecordKey[];
  /** A person said that its record gets a counterpart of its own, whatever it was made for. */
  readonly anew?: boolean;
}

export const noLink = (id: string): LinkState => ({ id, agreed: {}, members: {}, units: {}, settled: [] });

export const noMember: Member = {
  revision: 0,
  roles: [],
  said: {},
  base: {},
  n: 0,
  lossy: {},
  written: {},
  overridden: {},
  stales: 0,
  waits: {},
  away: {},
};

/** The units of which a conflict is kept; what a deletion met is another question (`settleGone`). */
export const conflictUnits = ({ units }: LinkState): readonly string[] =>
  Object.keys(units).filter((name) => name !== '*' && units[name]!.conflict);

/**
 * Those of them that a person is asked about: one of a role that is silent, or of a field that was switched off, is
 * kept until it is spoken of again.
 */
export const openUnits = (state: LinkState, { units }: Policy): readonly string[] =>
  conflictUnits(state).filter((name) => units.some((unit) => unit.name === name));

/** Whether a person ended the link: its records are in other links, or in none. */
export const isParted = ({ left }: LinkState): boolean => left !== undefined;

/** The members by key, in a fixed order. */
export const membersOf = (state: LinkState): readonly (readonly [MemberKey, Member])[] =>
  Object.entries(state.members) as [MemberKey, Member][];

/** The same without one of its names. */
export function without<T>(from: Readonly<Record<string, T>>, field: string): Readonly<Record<string, T>> {
  if (!(field in from)) return from;
  const { [field]: _, ...rest } = from;
  return rest;
}
