import type { By } from '@samsvar/contracts';
import type { Draft } from './draft.js';
import type { MemberKey, PartingChoice } from './events.js';
import { isInactive, livingOf } from './parting.js';
import type { LinkState } from './state.js';
import { membersOf } from './state.js';

/** A person says what becomes of the record that is left. */
export interface PartingDecided {
  readonly type: 'PartingDecided';
  readonly choice: PartingChoice;
  readonly by: By;
}

/** Whether a person is asked what becomes of a record that is left. */
export const isQuestion = ({ parting, units }: LinkState): boolean =>
  parting?.asks !== undefined || units['*']?.conflict?.why === 'deleted';

/** Who is gone; where nobody is, the edit met the end of a role: the other record lost it. */
function lostIn(state: LinkState): MemberKey | undefined {
  const members = membersOf(state);
  const gone =
    members.find(([, member]) => member.gone) ?? members.find(([key]) => key !== state.units['*']?.conflict?.member);
  return gone?.[0];
}

/** A person decided what becomes of the record that is left; to keep one whose role ended is to go on as one. */
export function partingDecided(draft: Draft, { choice, by }: PartingDecided): void {
  const { parting, units, members } = draft.state;
  const lost = parting?.member ?? lostIn(draft.state);
  const left = livingOf(draft.state).find(([key]) => key !== lost);
  if (!lost || !left) return;
  if (units['*']?.conflict) {
    const winner = choice === 'keep' ? units['*'].conflict.member : ('agreed' as const);
    draft.add({ type: 'ConflictSettled', unit: '*', winner, by: 'person', who: by.who, why: by.why });
  }
  if (choice === 'keep' && !members[lost]!.gone) return parting && draft.add({ type: 'PartingEnded', by });
  const done = choice === 'keep' || isInactive(left[1]);
  draft.exempt = 'all';
  draft.add({ type: 'PartingSettled', member: lost, choice, done, by });
}
