import type { RecordKey } from '@samsvar/contracts';
import { isBornInHrm } from '../link/counterpart.js';
import { foundAll, mayFound } from './found.js';
import type { RecordRow } from './ledger.js';
import type { OpenLink } from './links.js';
import { meetRow } from './meet-row.js';
import { readForMeeting } from './prefetch.js';
import type { Work } from './work.js';

/** PowerOffice Go records that waited for a birth meet, now that something is known about it. */
export async function meetAwaiting(work: Work): Promise<void> {
  const waiting = work.tenant.awaitBirth ?? [];
  const births = work.links.changed().filter(({ state }) => isBornInHrm(state));
  if (waiting.length === 0 || births.length === 0) return;
  for (const { state } of births) work.settleRow(state.id);
  const rows = await rowsOf(work, waiting);
  work.tenant = { ...work.tenant, awaitBirth: [] };
  const alone = rows.filter(({ linkId, gone }) => linkId === undefined && !gone);
  await readForMeeting(work, alone);
  for (const row of alone) meetRow(work, row);
}

/** HRM records that a person was asked about, and is no longer, may found links. */
export async function foundFreed(work: Work): Promise<void> {
  const answered = work.links.changed().filter((open) => freedBy(open).length > 0);
  if (answered.length === 0) return;
  for (const { state } of answered) work.settleRow(state.id);
  const rows = await rowsOf(work, answered.flatMap(freedBy));
  await foundAll(
    work,
    rows.filter((row) => mayFound(work, row)),
  );
}

/** The candidates of a link's proposal that are none any more. */
const freedBy = ({ stored, state }: OpenLink): readonly RecordKey[] =>
  (stored.state.proposal?.candidates ?? []).filter((key) => !state.proposal?.candidates.includes(key));

async function rowsOf(work: Work, keys: readonly RecordKey[]): Promise<readonly RecordRow[]> {
  await work.rows.read(keys);
  return keys.flatMap((key) => work.row(key) ?? []);
}
