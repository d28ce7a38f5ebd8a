/**
 * A decision maker without hands: it may read nothing but its arguments. No clock, no I/O, no throw; what it needs to
 * know arrives in `input` and `context`.
 */
export interface Decider<State, Input, Event, Context> {
  readonly initial: State;
  /** What the input makes true, given what already is. Empty when nothing is new (Inv 3). */
  decide(state: State, input: Input, context: Context): readonly Event[];
  /** Facts only ever move state forward; an event is never rejected. */
  evolve(state: State, event: Event): State;
}
