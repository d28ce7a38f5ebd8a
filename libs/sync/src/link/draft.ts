import type { LinkEvent } from './events.js';
import { evolve } from './evolve.js';
import type { LinkState } from './state.js';

/** Events being decided, with the state they lead to so far. */
export class Draft {
  readonly events: LinkEvent[] = [];

  constructor(public state: LinkState) {}

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
