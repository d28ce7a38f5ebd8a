import { flowOf } from '@samsvar/contracts';
import type { MemberKey } from './member-key.js';
import type { LinkState } from './state.js';
import { membersOf } from './state.js';

/** Whether an HRM record founded the link: it was born there, and PowerOffice Go had none that fitted. */
export const isBornInHrm = ({ founding }: LinkState): boolean => founding?.system === 'customhrm';

/** Where the founding record has its counterpart, or is to get one: in the other system. */
export function counterpartKey(state: LinkState): MemberKey {
  if (!isBornInHrm(state)) return `customhrm/${state.kind!}`;
  const there = Object.keys(state.members).find((key) => key.startsWith('powerofficego'));
  return (there as MemberKey | undefined) ?? `powerofficego/${flowOf(state.category!).powerofficego}`;
}

/** Born in the HRM, and not (known to be) in PowerOffice Go yet: until then its own record says everything. */
export const isUnborn = (state: LinkState): boolean =>
  isBornInHrm(state) && !membersOf(state).some(([key, { ref }]) => key.startsWith('powerofficego') && ref);
