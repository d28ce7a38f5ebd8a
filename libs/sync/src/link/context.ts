import type { Policy, FieldPolicy } from '../policy.js';
import type { MemberKey } from './events.js';

/**
 * Whether a reference can be told to a member's system: the target has a record there (`yes`); the machine is about to
 * make one, and a birth waits for it (`soon`) or does not (`after`: what closes a circle follows as one update); it
 * waits for a person (`later`); no such record can ever be named in this field (`never`); or the tenant left it `out`.
 */
export type Telling = 'yes' | 'soon' | 'after' | 'later' | 'never' | 'out';

/** What deciding about one link needs from around it, all of it looked up beforehand. */
export interface LinkContext {
  readonly policy: Policy;
  /** Whether anything may be written for this tenant (it is live, both systems have met, and the flow is on). */
  readonly writes: boolean;
  /** The tenant does not have records born in the HRM made in PowerOffice Go. */
  readonly birthsOff?: boolean;
  /** The tenant has switched its flow off: it is skipped, also where it was linked before. */
  readonly off?: boolean;
  /** How a reference to the link `target` can be told in `field` to that member. */
  telling(member: MemberKey, field: FieldPolicy, target: string): Telling;
}
