import type { RecordKey } from '@samsvar/contracts';
import { isBornInHrm } from '../link/counterpart.js';
import { foundAll, mayFound } from './found.js';
import type { RecordRow } from './ledger.js';
import { meetRow } from './meet-row.js';
import { readForMeeting } from './prefetch.js';
import type { Work } from './work.js';

/** PowerOffice Go records that were held for a birth meet, now that something is known about it. */
export async function meetHeld(work: Work): Promise<void> {
  const held = work.tenant.held ?? [];
  const births = work.links.changed().filter(({ state }) => isBornInHrm(state));
  if (held.length === 0 || births.length === 0) return;
  for (const { state } of births) work.settleRow(state.id);
  const rows = await rowsOf(work, held);
  work.tenant = { ...work.tenant, held: [] };
  const alone = rows.filter(({ linkId, gone }) => linkId === undefined && !gone);
  await readForMeeting(work, alone);
  for (const row of alone) meetRow(work, row);
}

/** HRM records that a person was asked about, and is no longer, may found links. */
export async function foundFreed(work: Work): Promise<void> {
  const answered = work.links.changed().filter(({ stored, state }) => stored.state.proposal && !state.proposal);
  if (answered.length === 0) return;
  for (const { state } of answered) work.settleRow(state.id);
  const rows = await rowsOf(
    work,
    answered.flatMap(({ stored }) => stored.state.proposal!.candidates),
  );
  await foundAll(
    work,
    rows.filter((row) => mayFound(work, row)),
  );
}

async function rowsOf(work: Work, keys: readonly RecordKey[]): Promise<readonly RecordRow[]> {
  await work.rows.read(keys);
  return keys.flatMap((key) => work.row(key) ?? []);
}
