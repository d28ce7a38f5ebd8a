import type { Policy, FieldPolicy } from '../policy.js';
import type { GuardKey } from '../guard/guarded.js';
import type { MemberKey } from './events.js';

/**
 * Whether a reference can be told to a member's system: the target has a record there (`yes`); the machine is about to
 * make one, and a birth waits for it (`soon`) or does not (`after`: what closes a circle follows as one update); it
 * waits for a person (`later`); no such record can ever be named in this field (`never`); or the tenant left it `out`.
 */
export type Telling = 'yes' | 'soon' | 'after' | 'later' | 'never' | 'out';

/** What becomes of a change of some class now: it goes, waits for the end of its poll, or is held under this id. */
export type Passage = 'go' | 'wait' | { readonly hold: string };

/** The brake on unusual volume, as one link meets it. */
export interface Gate {
  pass(guard: GuardKey, sources: readonly MemberKey[]): Passage;
  /** Whether a hold still waits for a person, or for what that person decided to be carried out. */
  isOpen(hold: string): boolean;
}

/** What deciding about one link needs from around it, all of it looked up beforehand. */
export interface LinkContext {
  readonly policy: Policy;
  /** Whether anything may be written for this tenant (it is live, both systems have met, and the flow is on). */
  readonly writes: boolean;
  /** How far apart the clocks of the two systems may be, in milliseconds; five minutes unless said. */
  readonly skewMs?: number;
  /** The tenant does not have records born in the HRM made in PowerOffice Go. */
  readonly birthsOff?: boolean;
  /** The tenant has switched its flow off: it is skipped, also where it was linked before. */
  readonly off?: boolean;
  /** The time of this turn, in milliseconds: tickets begin there, so that none lost with a ledger comes again. */
  readonly now?: number;
  /** Whether the tenant is in first contact for this link: it is only planned, and waits. */
  readonly planned?: boolean;
  /** Writes for the tenant are stopped until a person looks. */
  readonly stopped?: boolean;
  /** The brake on unusual volume; without one everything goes. */
  readonly gate?: Gate;
  /** How a reference to the link `target` can be told in `field` to that member. */
  telling(member: MemberKey, field: FieldPolicy, target: string): Telling;
}
