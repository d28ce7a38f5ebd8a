import { pick } from '../values.js';
import type { Draft } from './draft.js';
import type { MemberKey } from './events.js';
import type { Member } from './state.js';

/** The same record said by another version of its mapping: no edit, so what agreed goes on agreeing. */
export function rebase(draft: Draft, key: MemberKey, before: Member): void {
  const said = draft.state.members[key]!.said;
  const moved = Object.keys(said).filter(
    (field) => said[field] !== before.said[field] && before.base[field] === before.said[field],
  );
  if (moved.length === 0) return;
  draft.add({ type: 'MemberAgreed', member: key, fields: moved });
  draft.add({ type: 'LossyLearnt', member: key, told: pick(draft.state.agreed, moved), stored: pick(said, moved) });
}
