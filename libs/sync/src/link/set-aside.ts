import type { ReasonCode, Refusal } from '@samsvar/contracts';
import type { Draft } from './draft.js';
import type { MemberKey } from './events.js';
import type { UnitState } from './state.js';

/**
 * Sets the record aside whole: of one that is not known whole nothing is made, and it is written nowhere. The same said
 * again adds nothing.
 */
export function setAside(draft: Draft, member: MemberKey, reasons: readonly Refusal[]): void {
  const before = draft.state.units['*']?.parked?.[member];
  if (before && JSON.stringify(before) === JSON.stringify(reasons)) return;
  draft.add({ type: 'UnitParked', unit: '*', member, reasons });
}

/** Only the record itself can end these: it cannot be read whole, or it is no longer what its link is about. */
const ownAffairs: readonly ReasonCode[] = ['schema', 'changed-kind'];

/** By whose account a record that was set aside whole may be tried again by a person's word. */
export const releasable = (parked: NonNullable<UnitState['parked']>): readonly MemberKey[] =>
  (Object.entries(parked) as [MemberKey, readonly Refusal[]][])
    .filter(([, reasons]) => !reasons.some(({ code }) => ownAffairs.includes(code)))
    .map(([key]) => key);

/** A member that could not be read whole was met whole again. */
export function readsWhole(draft: Draft, member: MemberKey): void {
  const parked = draft.state.units['*']?.parked?.[member] ?? [];
  if (parked.some(({ code }) => code === 'schema')) draft.add({ type: 'UnitReleased', unit: '*', member });
}

/**
 * What a member says ends what anybody set aside; but what is another's own affair is for that one to end, and what a
 * person rejected ends only with an edit, however often the same is told.
 */
export function takeBack(draft: Draft, member: MemberKey, isEdited: boolean): void {
  for (const [key, reasons = []] of Object.entries(draft.state.units['*']?.parked ?? {})) {
    const has = (...codes: readonly ReasonCode[]) => reasons.some(({ code }) => codes.includes(code));
    const stays = (has('rejected') && !isEdited) || (has(...ownAffairs) && key !== member);
    if (!stays) draft.add({ type: 'UnitReleased', unit: '*', member: key as MemberKey });
  }
}
