import { omit, pick } from '../values.js';
import { sameField } from './compare.js';
import type { LinkContext } from './context.js';
import type { Draft } from './draft.js';
import type { MemberKey } from './events.js';
import { hear } from './hear.js';
import type { Member } from './state.js';

/**
 * The same record said by another version of its mapping: no edit, so what agreed goes on agreeing. What it says for
 * the first time meets the link.
 */
export function rebase(draft: Draft, context: LinkContext, key: MemberKey, before: Member): void {
  const { said } = draft.state.members[key]!;
  const other = Object.keys(said).filter((field) => said[field] !== before.said[field]);
  const moved = other.filter((name) => before.base[name] !== undefined && before.base[name] === before.said[name]);
  if (moved.length > 0) draft.add({ type: 'MemberAgreed', member: key, fields: moved });
  const apart = moved.filter((name) => isApart(draft, context, key, name));
  if (apart.length > 0) {
    const told = pick(draft.state.agreed, apart);
    draft.add({ type: 'LossyLearnt', member: key, told, stored: pick(said, apart) });
  }
  const fresh = other.filter((name) => before.said[name] === undefined);
  if (fresh.length > 0) hear(draft, context, { member: key, before: omit(said, fresh) });
}

function isApart(draft: Draft, { policy }: LinkContext, key: MemberKey, name: string): boolean {
  const { agreed, members } = draft.state;
  const field = policy.fields[name];
  return field !== undefined && agreed[name] !== undefined && !sameField(field, members[key]!.said[name], agreed[name]);
}
