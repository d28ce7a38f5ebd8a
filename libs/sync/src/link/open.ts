import type { LinkContext } from './context.js';
import type { LinkInput, MemberWords } from './decide.js';
import type { Draft } from './draft.js';
import { systemOf } from './events.js';
import { memberJoins } from './join.js';

/** A record founds a link: what it says is agreed from then on. */
export function open(draft: Draft, context: LinkContext, opened: Extract<LinkInput, { type: 'Opened' }>): void {
  const { kind, words, after } = opened;
  if (draft.state.kind) return;
  draft.add({ type: 'LinkOpened', kind, category: words.category, founding: words.ref, ...after });
  if (context.planned) draft.add({ type: 'Planned' });
  memberJoins(draft, words);
  founds(draft, context, words);
}

/** What the founding record says is agreed, but for what its system is not heard about. */
function founds(draft: Draft, { policy }: LinkContext, { member, values }: MemberWords): void {
  const said = Object.keys(values);
  const heard = said.filter((name) => policy.fields[name]?.heardFrom.includes(systemOf(member)));
  if (heard.length === said.length) return draft.add({ type: 'ValuesAgreed', from: member, fields: 'all' });
  draft.add({ type: 'ValuesAgreed', from: member, fields: heard.filter((name) => values[name] !== null) });
  draft.add({ type: 'MemberAgreed', member, fields: said });
}
