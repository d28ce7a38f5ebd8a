import { isListingDue } from './absent.js';
import type { Kit } from './kit.js';
import { Listing } from './listing.js';
import type { Place } from './poll.js';
import type { PollState } from './poll-state.js';

/** Where a poll brings only what changed, every so many polls everything is listed: it sees what was deleted. */
const sweepEvery = 15;

/** How many polls have passed since everything was listed. */
export const partialOf = ({ partial = 0 }: PollState, swept: Listing | undefined) =>
  swept ? {} : { partial: partial + 1 };

/**
 * The complete listing of this poll: what it listed anyway, or, where that was only what changed, a sweep over the ids
 * now and then, and when somebody is suspected whom none has missed yet.
 */
export async function sweep(kit: Kit, place: Place, listing: Listing, state: PollState): Promise<Listing | undefined> {
  if (listing.isComplete()) return listing;
  const isPartial = !listing.isUntouched() && !listing.isWhole();
  const isDue = isPartial && (state.partial ?? 0) + 1 >= sweepEvery;
  if (!isDue && !(await isListingDue(kit, place))) return undefined;
  const ids = new Listing();
  for await (const page of place.resource.scan({ idsOnly: true })) ids.add(page);
  return ids.isComplete() ? ids : undefined;
}
