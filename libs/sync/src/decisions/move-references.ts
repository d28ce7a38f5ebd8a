import type { RecordRow } from '../batch/ledger.js';
import { referencedKeys } from '../batch/reference.js';
import type { Work } from '../batch/work.js';
import { memberKeyOf } from '../link/events.js';

/**
 * A record is in another link now: whoever refers to it refers to that one, and nobody has changed his mind. The rows
 * that refer to it have been read, with their links.
 */
export function moveReferences(
  work: Work,
  { key }: Pick<RecordRow, 'key'>,
  { from, to }: { readonly from: string; readonly to: string },
): void {
  for (const row of work.rows.known()) {
    if (!row.linkId || !referencedKeys(work.settings.policyOf(row.category), row.values).includes(key)) continue;
    work.decide(row.linkId, { type: 'Moved', member: memberKeyOf(row.ref), from, to });
  }
}
