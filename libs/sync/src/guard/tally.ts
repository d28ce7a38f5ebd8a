import type { GuardKey } from './guarded.js';

const hourMs = 3_600_000;
const sliceMs = 300_000;

/**
 * What went out lately, by class of change, in slices of five minutes: an hour is at most thirteen numbers, and is
 * counted up to five minutes long rather than too short.
 */
export type Tally = Readonly<Record<GuardKey, Readonly<Record<string, number>>>>;

const sliceOf = (now: number): number => Math.floor(now / sliceMs);
const isRecent = (slice: string, now: number): boolean => Number(slice) >= sliceOf(now - hourMs);

/** How many changes of a class went out in the last hour. */
export const spentOf = (tally: Tally, key: GuardKey, now: number): number =>
  Object.entries(tally[key] ?? {}).reduce((sum, [slice, count]) => sum + (isRecent(slice, now) ? count : 0), 0);

/** One more change of each of these classes goes out now; what is older than an hour is forgotten. */
export function spend(tally: Tally, keys: Iterable<GuardKey>, now: number): Tally {
  const at = String(sliceOf(now));
  const next: Record<GuardKey, Readonly<Record<string, number>>> = { ...tally };
  for (const key of keys) {
    const recent = Object.entries(next[key] ?? {}).filter(([slice]) => isRecent(slice, now));
    const counts = Object.fromEntries(recent);
    next[key] = { ...counts, [at]: (counts[at] ?? 0) + 1 };
  }
  return next;
}

/** The same without what nobody asks about any more. */
export const recentOnly = (tally: Tally, now: number): Tally =>
  Object.fromEntries(Object.entries(tally).filter(([, counts]) => Object.keys(counts).some((at) => isRecent(at, now))));
