import type { Refusal } from '@samsvar/contracts';
import type { ConflictFound, HoldApproved, InitialDifference, LinkEvent, MemberKey } from './events.js';
import type { HeldBy, LinkState, UnitState } from './state.js';
import { without } from './state.js';

/** What is special about units, or the whole record, and to decide about it. */
export type UnitEvent = Extract<
  LinkEvent,
  {
    type:
      | 'InitialDifference'
      | 'ConflictFound'
      | 'ConflictSettled'
      | 'ValueRestored'
      | 'RecordSkipped'
      | 'UnitParked'
      | 'UnitReleased'
      | 'Held'
      | 'HoldApproved'
      | 'Released'
      | 'Planned'
      | 'Approved';
  }
>;

/** What is special about a unit, or the whole record, after an event. */
export function evolveUnits(state: LinkState, event: UnitEvent): LinkState {
  switch (event.type) {
    case 'InitialDifference':
      return event.winner === 'ask'
        ? withUnit(state, event.unit, (unit) => ({ ...unit, conflict: conflictOf(event, true) }))
        : { ...state, settled: state.settled.includes(event.unit) ? state.settled : [...state.settled, event.unit] };
    case 'ConflictFound':
      return withUnit(state, event.unit, (unit) => ({ ...unit, conflict: conflictOf(event, false) }));
    case 'ConflictSettled':
      return withUnit(state, event.unit, ({ conflict: _, ...rest }) => rest);
    case 'ValueRestored':
      return state;
    case 'RecordSkipped':
      return { ...state, skipped: event.code };
    case 'UnitParked':
      return withUnit(state, event.unit, (unit) => ({
        ...unit,
        parked: { ...unit.parked, [event.member]: event.reasons },
      }));
    case 'UnitReleased':
      return withUnit(event.by ? reconciled(state, event.unit) : state, event.unit, (unit) =>
        released(unit, event.member),
      );
    case 'Held':
      return withUnit(state, event.unit, (unit) => ({
        ...unit,
        held: { ...unit.held, [event.member]: { guard: event.guard, hold: event.hold } },
      }));
    case 'HoldApproved':
      return withUnit(state, event.unit, (unit) => approved(unit, event));
    case 'Released':
      return withUnit(state, event.unit, (unit) => unheld(unit, event.member));
    case 'Planned':
      return { ...state, plan: 'planned' };
    case 'Approved':
      return { ...state, plan: 'approved' };
  }
}

/** A person has looked into it: what went back and forth may go on. */
const reconciled = ({ turns, ...state }: LinkState, unit: string): LinkState => ({
  ...state,
  ...(turns && { turns: without(turns, unit) }),
});

function released({ parked = {}, ...rest }: UnitState, member: MemberKey | undefined): UnitState {
  const left = member ? without(parked as Readonly<Record<string, readonly Refusal[]>>, member) : {};
  return Object.keys(left).length > 0 ? { ...rest, parked: left } : rest;
}

function approved(unit: UnitState, { member, by }: HoldApproved): UnitState {
  const held = unit.held?.[member];
  return held ? { ...unit, held: { ...unit.held, [member]: { ...held, approved: by } } } : unit;
}

function unheld({ held = {}, ...rest }: UnitState, member: MemberKey): UnitState {
  const left = without(held as Readonly<Record<string, HeldBy>>, member);
  return Object.keys(left).length > 0 ? { ...rest, held: left } : rest;
}

const conflictOf = (event: InitialDifference | ConflictFound, first: boolean) => ({
  member: event.member,
  theirs: event.theirs,
  agreed: event.agreed,
  first,
  ...(event.theirsFrom && { theirsFrom: event.theirsFrom }),
  ...(event.agreedFrom && { agreedFrom: event.agreedFrom }),
  ...(event.type === 'ConflictFound' && { why: event.why }),
});

function withUnit(state: LinkState, name: string, change: (unit: UnitState) => UnitState): LinkState {
  const unit = change(state.units[name] ?? {});
  const units =
    unit.conflict || unit.parked || unit.held ? { ...state.units, [name]: unit } : without(state.units, name);
  return { ...state, units };
}
