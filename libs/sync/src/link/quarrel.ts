import type { Unit } from '../policy.js';
import { pick } from '../values.js';
import { knownFields, sameIn } from './compare.js';
import type { Draft } from './draft.js';
import type { MemberKey, Turn } from './events.js';
import { bouncesMax } from './needs.js';
import type { LinkState } from './state.js';

/**
 * Two automations that each put back what the other has written would go on for ever, each time with a write that
 * succeeds. What tells them from people: the value comes back to what it was before, and each time from the other side.
 */
export function turnOf(state: LinkState, unit: Unit, key: MemberKey): Turn {
  const fields = knownFields(unit, state.members[key]!.said);
  const before = pick(
    state.agreed,
    fields.map(({ name }) => name),
  );
  const last = state.turns?.[unit.name];
  const isBack = last !== undefined && last.from !== key && sameIn(fields, last.before, state.members[key]!.said);
  return { unit: unit.name, from: key, before, backs: isBack ? last.backs + 1 : 0 };
}

/** Whether hearing this would be one time too many; then the unit is set aside with words that say where to look. */
export function quarrels(draft: Draft, unit: Unit, key: MemberKey): boolean {
  const { backs } = turnOf(draft.state, unit, key);
  if (backs <= bouncesMax) return false;
  const words =
    `The value went back and forth between both systems, ${bouncesMax} times and once more. ` +
    'Its history has each turn: find the automation that puts it back, stop it, and have this tried again.';
  const reasons = knownFields(unit, draft.state.members[key]!.said).map(({ name }) => ({
    field: name,
    code: 'bounces' as const,
    words,
  }));
  draft.add({ type: 'UnitParked', unit: unit.name, member: key, reasons });
  return true;
}
