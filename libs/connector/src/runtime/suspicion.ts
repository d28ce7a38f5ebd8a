import type { Suspicion } from '@samsvar/contracts';
import type { Reading } from '../port.js';
import type { RecordRow } from '../record/row.js';

/** What a poll brought, in numbers. */
export interface Brought {
  /** Records it told of. */
  readonly told: number;
  /** Readings that must be met again. */
  readonly left: number;
  /** Records met for the first time. */
  readonly newcomers: number;
  /** Records that went back to older stamps, further than a lagging read explains. */
  readonly regressed: number;
}

export const nothingBrought: Brought = { told: 0, left: 0, newcomers: 0, regressed: 0 };

export const bothBrought = (a: Brought, b: Brought): Brought => ({
  told: a.told + b.told,
  left: a.left + b.left,
  newcomers: a.newcomers + b.newcomers,
  regressed: a.regressed + b.regressed,
});

/** A reading may be older than another by this much for reasons of its own: a slow page, a replica behind. */
const slackMs = 60_000;

/** Whether a record went back in time: a stamp is older than the newest ever met by more than reads may lag. */
export function isRegressed(row: RecordRow | undefined, { stamps }: Reading, settleAfterMs: number): boolean {
  if (!row || row.gone) return false;
  return Object.entries(stamps).some(
    ([name, stamp]) => Date.parse(stamp) < Date.parse(row.stamps[name] ?? '') - settleAfterMs - slackMs,
  );
}

interface Listed {
  /** How many records the last complete listing named, and this one; undefined where this is none. */
  readonly before: number | undefined;
  readonly now: number | undefined;
  readonly met: number;
}

/**
 * Why a system no longer looks like itself after a poll: more than five records, and more than one in a hundred, went
 * back in time; or more than five, and more than half, of those known are missing from a complete listing.
 */
export function suspicionOf({ regressed, newcomers }: Brought, { before, now, met }: Listed): Suspicion | undefined {
  if (regressed > Math.max(5, met / 100))
    return { why: 'back-in-time', count: regressed, of: Math.max(met, regressed) };
  if (before === undefined || now === undefined) return undefined;
  const missing = before - (now - newcomers);
  return missing > Math.max(5, before / 2) ? { why: 'ids-replaced', count: missing, of: before } : undefined;
}

/**
 * What of a suspicion is told, and how many records spoke for what has been told. The same one is told once, and again
 * when more than twice as many records speak for it; a whole poll that raises none ends it, so that the next is new.
 */
export function toldOf(
  suspicion: Suspicion | undefined,
  { suspected = 0, whole }: { readonly suspected?: number | undefined; readonly whole: boolean },
): { readonly worse: Suspicion | undefined; readonly suspected: number } {
  if (!suspicion) return { worse: undefined, suspected: whole ? 0 : suspected };
  const isWorse = suspicion.count > 2 * suspected;
  return { worse: isWorse ? suspicion : undefined, suspected: isWorse ? suspicion.count : suspected };
}
