import type { RecordRef, Scalar } from '@samsvar/contracts';
import type { Policy } from '../policy.js';
import type { MemberKey } from './events.js';
import { needsOf } from './needs.js';
import { toldMembers } from './plan.js';
import type { LinkState } from './state.js';

/** What a member would be asked for: each field by name, what it holds now (null: nothing), and what it would hold. */
export interface PlannedWrite {
  readonly member: MemberKey;
  readonly ref: RecordRef | null;
  readonly op: 'create' | 'update';
  readonly fields: readonly { readonly field: string; readonly now: Scalar; readonly then: Scalar }[];
}

/** What would be written for a link as it stands; references are link ids, and are sent as soon as they can be. */
export function plannedWrites(state: LinkState, policy: Policy): readonly PlannedWrite[] {
  if (state.proposal || state.skipped || state.units['*']) return [];
  const context = { policy, writes: false, telling: () => 'yes' as const };
  return toldMembers(state).flatMap((member) => {
    const { op, fields } = needsOf(state, context, member);
    const { ref, said = {} } = state.members[member] ?? {};
    const planned = fields.map(({ name }) => ({
      field: name,
      now: said[name] ?? null,
      then: state.agreed[name] ?? null,
    }));
    return planned.length > 0 ? [{ member, ref: ref ?? null, op, fields: planned }] : [];
  });
}
