import type { GuardKey } from '../guard/guarded.js';
import type { LinkEvent, MemberKey } from './events.js';
import { evolve } from './evolve.js';
import type { Asked, LinkState } from './state.js';

/** Events being decided, with the state they lead to so far. */
export class Draft {
  readonly events: LinkEvent[] = [];
  /** Classes of change that wait for the end of their poll, and those a write was asked for. */
  readonly pending = new Set<GuardKey>();
  readonly spent = new Set<GuardKey>();
  /** A write that was just answered without being done: sending the same again is no other change. */
  resent?: Pick<Asked, 'op' | 'wanted'> & { readonly member: MemberKey };

  /** `exempt`: what a person approved passes every guard; for these units, or whatever it is. */
  constructor(
    public state: LinkState,
    public exempt: ReadonlySet<string> | 'all' | undefined = undefined,
  ) {}

  /** Makes something true. What a member is found to agree to, unit after unit, is one event. */
  add(event: LinkEvent): void {
    const last = this.events.at(-1);
    if (event.type === 'MemberAgreed' && last?.type === 'MemberAgreed' && last.member === event.member) {
      const fields = new Set([...last.fields, ...event.fields]);
      this.events[this.events.length - 1] = { ...last, fields: [...fields] };
    } else {
      this.events.push(event);
    }
    this.state = evolve(this.state, event);
  }
}
