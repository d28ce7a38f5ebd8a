import type { Suspicion } from '@samsvar/contracts';
import type { Listing } from './listing.js';
import type { PollState } from './poll-state.js';

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

/**
 * Whether a system still looks like itself after a poll (`whole`: of everything): what is told of that, and what is
 * noted for the next.
 */
export function judged(
  { count: before, suspected, doubts = false }: PollState,
  { brought, listing, whole }: { readonly brought: Brought; readonly listing: Listing; readonly whole: boolean },
): { readonly worse: Suspicion | undefined; readonly noted: Pick<PollState, 'suspected' | 'doubts'> } {
  const { count: met } = listing;
  const suspicion = suspicionOf(brought, { before, now: whole ? met : undefined, met });
  const told = toldOf(suspicion, { suspected, whole });
  if (told.suspected === 0) return { worse: undefined, noted: {} };
  const isOld = doubts || told.worse?.why === 'back-in-time';
  return { worse: told.worse, noted: { suspected: told.suspected, ...(isOld && { doubts: true }) } };
}
