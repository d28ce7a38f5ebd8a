import type { By } from '@samsvar/contracts';
import type { EndedByPerson } from './identity-events.js';
import type { MemberKey } from './member-key.js';

/**
 * Why a record that is there leaves its link: a customer became a person or a company, or a person said that it is the
 * same thing as another record.
 */
export type LeftWhy = 'changed-kind' | 'merged';

/** The record of a member is no longer in its system, and that was proven (Inv 19). What it said is kept. */
export interface MemberGone {
  readonly type: 'MemberGone';
  readonly member: MemberKey;
  readonly revision: number;
  /** It is there, but no longer what the link is about. */
  readonly why?: LeftWhy;
  readonly by?: By;
}

/** A record that was gone is back under its id: it returns to its link, with the base it left with. */
export interface MemberReturned {
  readonly type: 'MemberReturned';
  readonly member: MemberKey;
  readonly revision: number;
}

/**
 * Why a person is asked what becomes of the record that is left: the other was deleted in the HRM where only a person
 * may archive a contact; the employee's role ended while the customer lives on; or a record came back whose counterpart
 * is still gone.
 */
export type PartingCode = 'gone-asks' | 'role-ended' | 'returned-alone';

/** A member is gone (or lost its role) and a person decides what becomes of the other. */
export interface PartingAsked {
  readonly type: 'PartingAsked';
  readonly member: MemberKey;
  readonly code: PartingCode;
}

/** What may become of the record that is left. */
export type PartingChoice = 'deactivate' | 'keep';

/** It was decided, by the rule of the flow or by a person, what becomes of the record that is left. */
export interface PartingSettled {
  readonly type: 'PartingSettled';
  readonly member: MemberKey;
  readonly choice: PartingChoice;
  /** Nothing has to be written for it. */
  readonly done: boolean;
  /** Who decided; the rule of the flow without. */
  readonly by?: By;
}

/** The question is moot, or was answered by going on as one. */
export interface PartingEnded {
  readonly type: 'PartingEnded';
  readonly by?: By;
}

/** Every record of the link is gone: nothing is left but who they were (Inv 20). Or a person ended it. */
export interface LinkEnded extends Partial<EndedByPerson> {
  readonly type: 'LinkEnded';
}

export type PartingEvent = MemberGone | MemberReturned | PartingAsked | PartingSettled | PartingEnded | LinkEnded;
