import { memberKeyOf } from '../link/events.js';
import type { RecordRow } from './ledger.js';
import { meetRow, wordsOf } from './meet-row.js';
import { referencedKeys } from './reference.js';
import type { Work } from './work.js';

/**
 * A customer changed between person and company: it leaves one flow, whose counterpart is deactivated as if it were
 * gone, and meets in the other (flows.md 3). Whoever refers to it refers to what it is now.
 */
export function becomesOther(work: Work, old: RecordRow, now: RecordRow): void {
  const { revision } = now;
  if (old.linkId !== undefined)
    work.decide(old.linkId, { type: 'Gone', member: memberKeyOf(old.ref), revision, why: 'changed-kind' });
  const row = { ...now, linkId: undefined, matched: false };
  work.putRow(row);
  if (work.metOrMeeting(row.kind) && work.tenant.meeting[row.kind] === 'met') meetRow(work, row);
  for (const other of work.rows.known()) {
    if (!other.linkId || !referencedKeys(work.settings.policyOf(other.category), other.values).includes(row.key))
      continue;
    work.decide(other.linkId, { type: 'Resaid', words: wordsOf(work, other) });
  }
}
