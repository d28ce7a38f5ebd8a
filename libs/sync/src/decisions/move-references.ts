import type { RecordRow } from '../batch/ledger.js';
import { referenceFields } from '../batch/prefetch.js';
import { referencedKeys } from '../batch/reference.js';
import type { Work } from '../batch/work.js';
import type { MemberKey } from '../link/events.js';
import { memberKeyOf, systemOf } from '../link/events.js';

/**
 * A record is in another link now: whoever refers to it refers to that one, and so does what is agreed and has not
 * reached any record yet; nobody has changed his mind. Rows and links that name it have been read.
 */
export function moveReferences(
  work: Work,
  { key, ref }: Pick<RecordRow, 'key' | 'ref'>,
  { from, to }: { readonly from: string; readonly to: string },
): void {
  for (const row of work.rows.known()) {
    if (!row.linkId || !referencedKeys(work.settings.policyOf(row.category), row.values).includes(key)) continue;
    work.decide(row.linkId, { type: 'Moved', member: memberKeyOf(row.ref), from, to });
  }
  for (const { id, agreed, members } of work.links.all()) {
    if (!referenceFields.some((field) => agreed[field] === from)) continue;
    const member = (Object.keys(members) as MemberKey[]).find((at) => systemOf(at) === ref.system);
    if (member) work.decide(id, { type: 'Moved', member, from, to });
  }
}
