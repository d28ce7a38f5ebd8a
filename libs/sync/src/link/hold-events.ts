import type { By } from '@samsvar/contracts';
import type { GuardKey } from '../guard/guarded.js';
import type { MemberKey } from './member-key.js';

/**
 * What a member lacks of a unit (`*`: its birth, or whatever is about the whole record) is of a class of change that is
 * held: it is not written before a person decides. Edits that come meanwhile are part of it.
 */
export interface Held {
  readonly type: 'Held';
  readonly member: MemberKey;
  readonly unit: string;
  readonly guard: GuardKey;
  readonly hold: string;
}

/** A person approved it: it goes out as soon as no other write of the member is under way. */
export interface HoldApproved {
  readonly type: 'HoldApproved';
  readonly member: MemberKey;
  readonly unit: string;
  readonly hold: string;
  readonly by: By;
}

/** It is held no longer: a person decided, or nothing of that class is left to be written. */
export interface Released {
  readonly type: 'Released';
  readonly member: MemberKey;
  readonly unit: string;
  readonly hold: string;
  readonly by?: By;
}

/** In first contact: what the link lacks is only planned, until a person approves it. */
export interface Planned {
  readonly type: 'Planned';
}

/** A person approved what was planned for the link. */
export interface Approved {
  readonly type: 'Approved';
  readonly by: By;
}

export type HoldEvent = Held | HoldApproved | Released | Planned | Approved;
