import { messageId } from '@samsvar/contracts';
import { clockOf, putOutbox } from '@samsvar/persistence';
import { RetryLater } from '../failures.js';
import type { Page, Resource } from '../port.js';
import { hearReadings } from './hear-readings.js';
import type { Kit } from './kit.js';
import { refOf } from './kit.js';
import { Listing } from './listing.js';
import type { PollState } from './poll-state.js';
import { claimOf, sameClaim } from './poll-state.js';
import { scanTold } from './told.js';
import { Unfit } from './unfit.js';

/** Each costs a request. */
const unfitAtOnce = 10;

/** One resource of one tenant: what a lease is about. */
export interface Place {
  readonly tenant: string;
  readonly resource: Resource;
}

/** What a poll leaves for the next; `left`: something it brought could not be heard yet and must be met again. */
export interface Polled {
  readonly state: PollState;
  readonly left: boolean;
}

/**
 * Polls one resource once: a first time by two listings that must agree, then by what changed since the cursor. What is
 * to be told again is listed from the beginning, changed or not, and claimed again.
 */
export async function poll(
  kit: Kit,
  place: Place,
  state: PollState,
  options: { readonly whole: boolean },
): Promise<Polled> {
  const unfit = new Unfit(state.unfit);
  const polled = await (state.scanned && !state.retell && !state.full
    ? nextPoll(kit, { ...place, unfit }, state, options)
    : firstPoll(kit, { ...place, unfit }, state));
  const places = unfit.all();
  return places.length > 0 ? { ...polled, state: { ...polled.state, unfit: places } } : polled;
}

/** A place, and the records there that could not be read whole. */
interface Watched extends Place {
  readonly unfit: Unfit;
}

async function nextPoll(
  kit: Kit,
  place: Watched,
  state: PollState,
  options: { readonly whole: boolean },
): Promise<Polled> {
  const listing = new Listing();
  const changes = place.resource.changes(state.cursor, options);
  const { cursor, complete, left } = await hearPages(kit, changes, { ...place, listing, retell: false });
  if (!complete) await readUnfit(kit, place);
  const { toldAt } = state;
  const next = {
    scanned: true,
    ...(cursor !== undefined && { cursor }),
    ...(toldAt !== undefined && { toldAt }),
    ...claimOf(state),
  };
  const isNews = complete && !listing.isUntouched() && !sameClaim(listing, state);
  return { state: isNews ? { ...next, ...(await claim(kit, place, listing)) } : next, left: left > 0 };
}

/** A first scan is complete only when two listings name the same ids, and as many as the system says. */
async function firstPoll(kit: Kit, place: Watched, state: PollState): Promise<Polled> {
  const { resource } = place;
  const isTelling = !state.scanned || state.retell === true;
  const toldAt = isTelling ? await clockOf(kit.database) : state.toldAt;
  const heard = new Listing();
  const { cursor } = await hearPages(kit, resource.scan({ idsOnly: false }), {
    ...place,
    listing: heard,
    retell: state.retell === true,
  });
  const again = new Listing();
  let total: number | undefined;
  for await (const page of resource.scan({ idsOnly: true })) {
    again.add(page);
    total = page.total ?? total;
  }
  if (heard.digest !== again.digest || heard.count !== again.count || (total !== undefined && total !== heard.count)) {
    throw new RetryLater('two listings did not name the same records; listing again', 500);
  }
  const claimed = await claim(kit, place, heard);
  const next = { scanned: true, ...(cursor !== undefined && { cursor }), ...(toldAt !== undefined && { toldAt }) };
  return { state: { ...next, ...claimed }, left: false };
}

interface Hearing extends Watched {
  readonly listing: Listing;
  readonly retell: boolean;
}

async function hearPages(
  kit: Kit,
  pages: AsyncIterable<Page>,
  { tenant, resource, unfit, listing, retell }: Hearing,
): Promise<{ cursor: string | undefined; complete: boolean; left: number }> {
  let cursor: string | undefined;
  let complete = false;
  let left = 0;
  let begunAt = Date.now();
  for await (const page of pages) {
    listing.add(page);
    const { readings } = page;
    unfit.note(readings);
    const pollId = `poll-${begunAt}`;
    left += (await hearReadings(kit, { tenant, resource, readings, begunAt, pollId, retell })).left;
    begunAt = Date.now();
    cursor = page.cursor ?? cursor;
    complete = page.complete === true;
  }
  return { cursor, complete, left };
}

/** A few of those that a listing of changes would not bring again; what cannot be read now is read another time. */
async function readUnfit(kit: Kit, { tenant, resource, unfit }: Watched): Promise<void> {
  for (const place of unfit.all().slice(0, unfitAtOnce)) {
    const begunAt = Date.now();
    const found = await resource.read(refOf(kit, tenant, resource, place)).catch((error: unknown) => String(error));
    if (typeof found === 'string') return kit.log.warn('what did not fit cannot be read again yet', { error: found });
    if (!found) {
      unfit.forget(place.id);
      continue;
    }
    await hearReadings(kit, { tenant, resource, readings: [found], begunAt, pollId: 'look' });
    unfit.note([found]);
  }
}

/** Tells that a listing was complete, after everything it named was stored to be told. */
async function claim(
  kit: Kit,
  { tenant, resource }: Place,
  { count, digest }: Listing,
): Promise<{ count: number; digest: number }> {
  const scanId = messageId(tenant, resource.name, String(count), String(digest), String(Date.now()));
  const stored = await kit.database.transaction((sql) =>
    putOutbox(sql, [scanTold({ tenant, system: kit.system, resource: resource.name, scanId, count, digest })]),
  );
  kit.relay.tell(stored);
  return { count, digest };
}
