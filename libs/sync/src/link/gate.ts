import type { By } from '@samsvar/contracts';
import { flowOf } from '@samsvar/contracts';
import type { GuardClass, GuardKey } from '../guard/guarded.js';
import { guardKey } from '../guard/guarded.js';
import type { FieldPolicy } from '../policy.js';
import { isEmpty } from '../values.js';
import type { LinkContext } from './context.js';
import type { Draft } from './draft.js';
import type { MemberKey } from './events.js';
import { systemOf } from './events.js';
import { needsOf } from './needs.js';
import type { HeldBy, LinkState } from './state.js';
import { membersOf, without } from './state.js';

/** What a member is about to be asked for. */
export interface Wish {
  readonly member: MemberKey;
  readonly op: 'create' | 'update' | 'deactivate';
  readonly fields: readonly FieldPolicy[];
  /** References that waited for their target until now: what an earlier write left for later passes every guard. */
  readonly late: readonly string[];
}

/** The unit that stands for the whole record. */
const whole = '*';

/**
 * What of a wish goes out now (Inv 21): a unit one class of which is held is held whole, before its first write; what
 * waits for the end of its poll is noted; the rest goes. Undefined: nothing does.
 */
export function letThrough(draft: Draft, context: LinkContext, wish: Wish): readonly FieldPolicy[] | undefined {
  const { gate } = context;
  if (!gate || draft.exempt === 'all') return wish.fields;
  const passes = [...classesOf(draft.state, wish)].filter(([unit, guards]) => {
    if (isExempt(draft, wish, unit)) return true;
    return passUnit(draft, context, wish, { unit, guards });
  });
  if (wish.op !== 'update') return passes.length > 0 ? wish.fields : undefined;
  const units = new Set(passes.map(([unit]) => unit));
  const fields = wish.fields.filter(({ unit }) => units.has(unit));
  return fields.length > 0 ? fields : undefined;
}

function isExempt(draft: Draft, { member, fields, op, late }: Wish, unit: string): boolean {
  const { exempt, resent, state } = draft;
  if (exempt !== undefined && exempt !== 'all' && exempt.has(unit)) return true;
  const again = resent?.member === member ? resent : undefined;
  if (op === 'create') return late.length > 0 || again?.op === 'create';
  if (op === 'deactivate') return again?.wanted['active'] === false;
  const { wanted = {} } = again ?? {};
  const told = fields.filter((field) => field.unit === unit);
  return told.every(({ name }) => late.includes(name) || (name in wanted && wanted[name] === state.agreed[name]));
}

interface Guarding {
  readonly unit: string;
  readonly guards: readonly GuardKey[];
}

function passUnit(draft: Draft, { gate }: LinkContext, { member }: Wish, { unit, guards }: Guarding): boolean {
  const sources = membersOf(draft.state).flatMap(([key]) => (systemOf(key) === systemOf(member) ? [] : [key]));
  const passages = guards.map((guard) => ({ guard, passage: gate!.pass(guard, sources) }));
  for (const { guard, passage } of passages) {
    if (typeof passage === 'string') continue;
    draft.add({ type: 'Held', member, unit, guard, hold: passage.hold });
    return false;
  }
  const waits = passages.some(({ passage }) => passage === 'wait');
  for (const { guard } of passages) (waits ? draft.pending : draft.spent).add(guard);
  return !waits;
}

/** The classes of change of a wish, unit by unit. */
function classesOf(state: LinkState, { member, op, fields }: Omit<Wish, 'late'>): ReadonlyMap<string, GuardKey[]> {
  const flow = flowOf(state.category!).id;
  const direction = systemOf(member) === 'customhrm' ? 'toHrm' : 'toPowerOfficeGo';
  const word = (name: GuardClass, field?: string) =>
    guardKey({ flow, direction, class: name, ...(field && { field }) });
  if (op !== 'update') return new Map([[whole, [word(op)]]]);
  const units = new Map<string, GuardKey[]>();
  for (const field of fields) {
    const name = classOf(state, member, field);
    const guards = units.get(field.unit) ?? [];
    units.set(field.unit, guards);
    const guard = word(name, name === 'update' ? field.name : undefined);
    if (!guards.includes(guard)) guards.push(guard);
  }
  return units;
}

function classOf({ agreed, members }: LinkState, member: MemberKey, { name }: FieldPolicy): GuardClass {
  if (name === 'active' && agreed[name] === false) return 'deactivate';
  return isEmpty(agreed[name]) && !isEmpty(members[member]?.said[name] ?? null) ? 'clear' : 'update';
}

interface HeldUnit extends HeldBy {
  readonly unit: string;
  readonly member: MemberKey;
}

const heldUnits = ({ units }: LinkState): readonly HeldUnit[] =>
  Object.entries(units).flatMap(([unit, { held = {} }]) =>
    Object.entries(held).map(([member, its]) => ({ unit, member: member as MemberKey, ...its })),
  );

/**
 * What a person approved is released as soon as the member has no other write under way, and passes; what is held is
 * released by itself when nothing of its class is left to be written (the edit was taken back, or made another), or
 * when its hold is over.
 */
export function freeHeld(draft: Draft, context: LinkContext): void {
  const held = heldUnits(draft.state);
  if (held.length === 0) return;
  const free = withoutHolds(draft.state);
  for (const { unit, member, guard, hold, approved } of held) {
    const guards = classesOf(free, wishOf(free, context, member)).get(unit) ?? [];
    const stays = guards.includes(guard) && (context.gate?.isOpen(hold) ?? true);
    const waits = approved !== undefined && (free.members[member]?.asked !== undefined || !context.writes);
    if (approved ? waits : stays) continue;
    draft.add({ type: 'Released', member, unit, hold });
    if (approved && guards.includes(guard)) draft.exempt = withUnit(draft.exempt, unit);
  }
}

/** What a member would be asked for if nothing were held. */
function wishOf(state: LinkState, context: LinkContext, member: MemberKey): Omit<Wish, 'late'> {
  const { parting } = state;
  if (parting) {
    const ends = parting.choice === 'deactivate' && !parting.done && parting.member !== member;
    return { member, op: ends ? 'deactivate' : 'update', fields: [] };
  }
  const { op, fields } = needsOf(state, context, member);
  return { member, op, fields };
}

const withUnit = (exempt: Draft['exempt'], unit: string): Draft['exempt'] =>
  exempt === 'all' ? exempt : new Set([...(exempt ?? []), unit]);

function withoutHolds(state: LinkState): LinkState {
  let units = state.units;
  for (const [name, { held, ...rest }] of Object.entries(state.units)) {
    if (!held) continue;
    units = rest.conflict || rest.parked ? { ...units, [name]: rest } : without(units, name);
  }
  return { ...state, units };
}

/** A person decided about a hold: what it holds of this link goes out, or is set aside on both sides. */
export interface HoldDecided {
  readonly type: 'HoldDecided';
  readonly hold: string;
  readonly verdict: 'approved' | 'rejected';
  readonly by: By;
}

const rejectedWords =
  'A person decided not to write this change; both systems keep what they hold. Edit either record, or release it.';

export function holdDecided(draft: Draft, { hold, verdict, by }: HoldDecided): void {
  for (const { unit, member } of heldUnits(draft.state).filter((held) => held.hold === hold)) {
    if (verdict === 'approved') draft.add({ type: 'HoldApproved', member, unit, hold, by });
    else {
      const field = unit === whole ? null : unit;
      draft.add({ type: 'Released', member, unit, hold, by });
      draft.add({ type: 'UnitParked', unit, member, reasons: [{ field, code: 'rejected', words: rejectedWords }] });
    }
  }
}
