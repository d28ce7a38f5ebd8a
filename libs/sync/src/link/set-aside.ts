import type { MemberWords } from './decide.js';
import type { Draft } from './draft.js';

/** Before anything is planned: of a record that is not known whole nothing is made, and it is written nowhere. */
export const setAside = (draft: Draft, { member, problem: reasons }: MemberWords): void =>
  draft.add({ type: 'UnitParked', unit: '*', member, reasons });

/** What a member says ends what anybody parked; but that another cannot be read is for that one to end. */
export function takeBack(draft: Draft, { member }: MemberWords): void {
  const parked = draft.state.units['*']?.parked;
  if (!parked) return;
  const unreadable = parked.reasons.some(({ code }) => code === 'schema');
  if (!unreadable || parked.member === member) draft.add({ type: 'UnitReleased', unit: '*' });
}
