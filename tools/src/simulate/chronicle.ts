import type { Scalar } from '@samsvar/contracts';
import type { Beginning, Editable } from './edits.js';
import type { People } from './people.js';

/** What the fields of a group say, in their order. */
type State = readonly Scalar[];

/**
 * Every state in which a person (or the beginning) left the fields that move together: what the judge of groups asks.
 */
export class Chronicle {
  private readonly states = new Map<string, Map<string, State>>();

  constructor(private readonly people: People) {}

  /** Notes how a record's groups stand after somebody worked on it. */
  note(one: Beginning, atHrm: boolean): void {
    for (const [unit, fields] of groupsOf(this.people.fieldsOf(one))) {
      const key = `${one.id} ${unit}`;
      const states = this.states.get(key) ?? new Map<string, State>();
      const state = this.stateOf(one, fields, atHrm);
      this.states.set(key, states.set(JSON.stringify(state), state));
    }
  }

  stateOf(one: Beginning, fields: readonly Editable[], atHrm: boolean): State {
    return fields.map((field) => this.stored(field, this.people.seen(one, field, atHrm)));
  }

  /** As the HRM would store it, so that what it cuts makes no other state. */
  private stored(field: Editable, value: ReturnType<People['seen']>) {
    return this.people.at.hrm.storedAs(field.canonical, value);
  }

  /** Whether somebody left a group in this state; filling what was empty then mixes nothing. */
  knows(one: Beginning, unit: string, state: State): boolean {
    const states = this.states.get(`${one.id} ${unit}`);
    if (!states || states.has(JSON.stringify(state))) return states !== undefined;
    return [...states.values()].some((known) => known.every((value, at) => value === null || value === state[at]));
  }
}

/** The groups among some fields: units of more than one. */
export function groupsOf(fields: readonly Editable[]): readonly (readonly [string, readonly Editable[]])[] {
  return [...Map.groupBy(fields, ({ unit }) => unit)].filter(([, members]) => members.length > 1);
}
