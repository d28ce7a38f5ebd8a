import { messageId, recordKey } from '@samsvar/contracts';
import type { MemberKey } from '../link/member-key.js';
import { askRead } from './ask.js';
import { finish } from './deliver.js';
import type { Ledger, ScanState } from './ledger.js';
import type { Decided, TenantSettings } from './settings.js';
import { Work } from './work.js';

/** Of one resource so many are asked about at a time: each costs its system a request. */
const askedMost = 50;
const minuteMs = 60_000;
/** Only after so many rounds is everybody taken to be told: what was told before the loss may still be on its way. */
const roundsLeast = 2;

/**
 * Asks about records that their connector did not name when it told everything again: it has forgotten them, and would
 * never tell that they are gone. Each is read by id, and told again or proven gone like any other (Inv 19). Whoever is
 * not answered for is asked about again, at longer and longer intervals.
 */
export async function askForgotten(ledger: Ledger, settings: TenantSettings): Promise<Decided> {
  const work = await Work.begin(ledger, settings);
  const scans = Object.entries(work.tenant.scans) as [MemberKey, ScanState][];
  const due = scans.filter(([, scan]) => isDue(scan, work.now));
  if (due.length === 0) return { out: [], changedLinks: 0, nearLoops: 0 };
  work.cause = messageId('forgotten', settings.id, String(work.now));
  for (const [at, scan] of due) {
    const asked = await askedOf(work, at, scan);
    work.tenant = { ...work.tenant, scans: { ...work.tenant.scans, [at]: asked } };
  }
  return finish(work);
}

/** Within a round every minute; after it 1, 5, 25 minutes, and then an hour. */
function isDue({ toldSince, asking }: ScanState, now: number): boolean {
  if (toldSince === undefined) return false;
  if (!asking) return true;
  const minutes = asking.after === '' ? Math.min(60, 5 ** (asking.round - 1)) : 1;
  return now >= asking.at + minutes * minuteMs;
}

async function askedOf(work: Work, at: MemberKey, { toldSince, asking, ...scan }: ScanState): Promise<ScanState> {
  const { after, round } = asking ?? { after: '', round: 0 };
  const count = await work.ledger.countToldBefore(at, toldSince!);
  if (count === 0 && round >= roundsLeast) return scan;
  const isAsked = count > 0 && isCredible(count, scan);
  const refs = isAsked ? await work.ledger.toldBefore(at, toldSince!, { after, limit: askedMost }) : [];
  for (const ref of refs) askRead(work, { ref });
  const last = refs.length < askedMost ? undefined : refs.at(-1);
  const next = last ? { after: recordKey(last), round } : { after: '' as const, round: round + 1 };
  return { ...scan, toldSince: toldSince!, asking: { at: work.now, ...next } };
}

/**
 * Where more than five, and more than half, were not told again, they are still being told, or this is another
 * company's data: nobody is asked about.
 */
const isCredible = (count: number, { count: known }: Pick<ScanState, 'count'>): boolean =>
  count <= Math.max(5, known / 2);
