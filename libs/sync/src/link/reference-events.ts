import type { MemberKey } from './member-key.js';

/** A member refers to a record (or the link's counterpart of one) that is not there yet. */
export interface ReferenceWaits {
  readonly type: 'ReferenceWaits';
  readonly member: MemberKey;
  readonly field: string;
  /** A record key that has no link yet, or a link id that has no member there yet. */
  readonly target: string;
  /** The create of this member waits for it. */
  readonly holds: boolean;
  /** What waits for it was approved (a first contact, a plan): it passes every guard. */
  readonly exempt?: boolean;
}

export interface ReferenceFound {
  readonly type: 'ReferenceFound';
  readonly member: MemberKey;
  readonly field: string;
}
