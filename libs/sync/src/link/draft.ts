import type { LinkEvent } from './events.js';
import { evolve } from './evolve.js';
import type { LinkState } from './state.js';

/** Events being decided, with the state they lead to so far. */
export class Draft {
  readonly events: LinkEvent[] = [];

  constructor(public state: LinkState) {}

  /** Makes something true. */
  add(event: LinkEvent): void {
    this.events.push(event);
    this.state = evolve(this.state, event);
  }
}
