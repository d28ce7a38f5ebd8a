import type { FlowId, Kind } from '@samsvar/contracts';
import { finish } from './deliver.js';
import { foundAll } from './found.js';
import { reached } from './founders.js';
import { readGenerations } from './generations.js';
import type { Ledger, RecordRow } from './ledger.js';
import { meetRow } from './meet-row.js';
import { readForMeeting } from './prefetch.js';
import type { Decided, TenantSettings } from './settings.js';
import { foundingsDone, makesBirths } from './tenant.js';
import { Work } from './work.js';

const nothing = { out: [], changedLinks: 0, nearLoops: 0, left: false };

/**
 * One slice of the first meeting of both systems, departments before people; `left`: there is more to do. When every
 * PowerOffice Go record of a kind has met, what was born in the HRM has its turn.
 */
export async function meet(
  ledger: Ledger,
  settings: TenantSettings,
  limit: number,
): Promise<Decided & { readonly left: boolean }> {
  const work = await Work.begin(ledger, settings);
  const kind = (['department', 'employee'] as const).find((candidate) => work.tenant.meeting[candidate] === 'meeting');
  if (!kind || (kind === 'employee' && work.tenant.meeting.department !== 'met')) return nothing;
  work.bulk = true;
  const { meetsAgain = [] } = work.tenant;
  work.exempt = settings.phase === 'live' && !meetsAgain.includes(kind);
  if (meetsAgain.includes(kind)) work.brake.turn(`customhrm/${kind}`, work.cause);
  const more = (await meetSlice(work, kind, limit)) || (await foundSlice(work, kind, limit));
  if (!more) met(work, kind);
  const decided = await finish(work);
  return { ...decided, left: more || Object.values(work.tenant.meeting).includes('meeting') };
}

function met(work: Work, kind: Kind): void {
  const { meeting, meetsAgain = [] } = work.tenant;
  const others = meetsAgain.filter((one) => one !== kind);
  work.tenant = { ...work.tenant, meeting: { ...meeting, [kind]: 'met' }, meetsAgain: others };
}

const flowsOfKind: Readonly<Record<Kind, readonly FlowId[]>> = {
  department: ['departments-department', 'customers-department'],
  employee: ['employees-employee', 'customersperson-employee', 'contactperson-employee'],
};

/** PowerOffice Go records that have met nobody yet; false: there are none left. */
async function meetSlice(work: Work, kind: Kind, limit: number): Promise<boolean> {
  const rows = await unlinkedOf(work, kind, limit);
  work.rows.remember(rows);
  await readGenerations(work, rows);
  await readForMeeting(work, rows);
  for (const row of rows) meetRow(work, row);
  return rows.length > 0;
}

async function unlinkedOf(work: Work, kind: Kind, limit: number): Promise<readonly RecordRow[]> {
  const waiting = work.tenant.awaitBirth ?? [];
  for (const flow of flowsOfKind[kind]) {
    const found = await work.ledger.unlinked(flow, limit + waiting.length);
    const rows = found.filter(({ key }) => !waiting.includes(key));
    if (rows.length > 0) return rows;
  }
  return [];
}

/** The next HRM records of a flow that is told to make them; false: all have had their turn. */
async function foundSlice(work: Work, kind: Kind, limit: number): Promise<boolean> {
  for (const flow of flowsOfKind[kind].filter((one) => makesBirths(work.settings, one))) {
    const after = work.tenant.foundings?.[flow] ?? '';
    if (after === foundingsDone) continue;
    const rows = await work.ledger.founders(flow, limit, after);
    work.rows.remember(rows);
    reached(work, flow, rows.at(-1)?.key ?? foundingsDone);
    await foundAll(work, rows, kind);
    if (rows.length > 0) return true;
  }
  return false;
}
