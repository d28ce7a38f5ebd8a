import { leastSince } from '../store/suspects.js';
import type { Kit } from './kit.js';
import type { Place } from './poll.js';
import type { PollState } from './poll-state.js';

/**
 * As which revision, or a later one, a listing begun then has had everything told again, if it has. What an earlier try
 * of a first one has told is not told again: its rows say since when.
 */
export async function toldSince(
  kit: Pick<Kit, 'database'>,
  place: Place,
  state: PollState,
  begun: number,
): Promise<number | undefined> {
  if (state.retell) return begun;
  if (state.scanned) return undefined;
  return Math.min(begun, (await leastSince(kit.database, place)) ?? begun);
}
