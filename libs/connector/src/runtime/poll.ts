import { messageId } from '@samsvar/contracts';
import { putOutbox } from '@samsvar/persistence';
import { RetryLater } from '../failures.js';
import type { Page, Resource } from '../port.js';
import { countLiving } from '../store/suspects.js';
import type { Sought } from './absent.js';
import { compare, isListingDue, noteTombstones, seek } from './absent.js';
import { hearReadings } from './hear-readings.js';
import type { Kit } from './kit.js';
import { refOf } from './kit.js';
import { Listing } from './listing.js';
import type { PollState } from './poll-state.js';
import { claimOf, sameClaim } from './poll-state.js';
import { pollTold, scanTold } from './told.js';
import { Unfit } from './unfit.js';

/** Each costs a request. */
const unfitAtOnce = 10;
/** Where a poll brings only what changed, every so many polls everything is listed: it sees what was deleted. */
const sweepEvery = 15;

/** One resource of one tenant: what a lease is about. */
export interface Place {
  readonly tenant: string;
  readonly resource: Resource;
}

/** What a poll leaves for the next; `left`: something it brought could not be heard yet and must be met again. */
export interface Polled {
  readonly state: PollState;
  readonly left: boolean;
  /** When the next poll is due, if sooner than usual: somebody is to be looked for again. */
  readonly soonMs?: number;
}

/**
 * Polls one resource once: a first time by two listings that must agree, then by what changed since the cursor. What is
 * to be told again is listed from the beginning, changed or not, and claimed again. Whom a complete listing misses is
 * looked for by id; all that a poll tells comes before the message that ends it.
 */
export async function poll(
  kit: Kit,
  place: Place,
  state: PollState,
  options: { readonly whole: boolean },
): Promise<Polled> {
  const watched = { ...place, unfit: new Unfit(state.unfit), pollId: `poll-${Date.now()}` };
  const polled = await (state.scanned && !state.retell
    ? nextPoll(kit, watched, state, options)
    : firstPoll(kit, watched, state));
  const places = watched.unfit.all();
  return places.length > 0 ? { ...polled, state: { ...polled.state, unfit: places } } : polled;
}

/** A place under this poll, and the records there that could not be read whole. */
interface Watched extends Place {
  readonly unfit: Unfit;
  readonly pollId: string;
}

async function nextPoll(
  kit: Kit,
  place: Watched,
  state: PollState,
  options: { readonly whole: boolean },
): Promise<Polled> {
  const listing = new Listing();
  const changes = place.resource.changes(state.cursor, options);
  const { cursor, told, left } = await hearPages(kit, changes, { ...place, listing, retell: false });
  if (!listing.isComplete()) await readUnfit(kit, place);
  const swept = await sweep(kit, place, listing, state);
  if (swept) await compare(kit, place, swept, place.pollId);
  const sought = await seek(kit, place, place.pollId);
  const next = {
    scanned: true,
    ...(cursor !== undefined && { cursor }),
    ...claimOf(state),
    ...partialOf(state, swept),
  };
  const isNews = swept !== undefined && !sameClaim(swept, state);
  const claimed = isNews ? await claim(kit, place, swept) : await endPoll(kit, place, told + sought.told);
  const isOther = listing.isUntouched() && (await countLiving(kit.database, place)) !== state.count;
  return { state: { ...next, ...claimed }, left: left > 0 || isOther, ...soonOf(sought) };
}

const soonOf = ({ soonMs }: Sought) => (soonMs === undefined ? {} : { soonMs });

/** How many polls have passed since everything was listed. */
const partialOf = ({ partial = 0 }: PollState, swept: Listing | undefined) => (swept ? {} : { partial: partial + 1 });

/**
 * The complete listing of this poll: what it listed anyway, or, where that was only what changed, a sweep over the ids
 * now and then, and when somebody is suspected whom none has missed yet.
 */
async function sweep(kit: Kit, place: Watched, listing: Listing, state: PollState): Promise<Listing | undefined> {
  if (listing.isComplete()) return listing;
  const isPartial = !listing.isUntouched() && !listing.isWhole();
  const isDue = isPartial && (state.partial ?? 0) + 1 >= sweepEvery;
  if (!isDue && !(await isListingDue(kit, place))) return undefined;
  const ids = new Listing();
  for await (const page of place.resource.scan({ idsOnly: true })) ids.add(page);
  return ids.isComplete() ? ids : undefined;
}

/** A first scan is complete only when two listings name the same ids, and as many as the system says. */
async function firstPoll(kit: Kit, place: Watched, state: PollState): Promise<Polled> {
  const { resource } = place;
  const heard = new Listing();
  const { cursor } = await hearPages(kit, resource.scan({ idsOnly: false }), {
    ...place,
    listing: heard,
    retell: state.retell === true,
  });
  const again = new Listing();
  for await (const page of resource.scan({ idsOnly: true })) again.add(page);
  if (heard.digest !== again.digest || heard.count !== again.count || !again.isComplete()) {
    throw new RetryLater('two listings did not name the same records; listing again', 500);
  }
  await compare(kit, place, heard, place.pollId);
  const sought = await seek(kit, place, place.pollId);
  const claimed = await claim(kit, place, heard);
  const next = { scanned: true, ...(cursor !== undefined && { cursor }), ...claimed };
  return { state: next, left: false, ...soonOf(sought) };
}

interface Hearing extends Watched {
  readonly listing: Listing;
  readonly retell: boolean;
}

async function hearPages(
  kit: Kit,
  pages: AsyncIterable<Page>,
  { tenant, resource, unfit, listing, retell, pollId }: Hearing,
): Promise<{ cursor: string | undefined; told: number; left: number }> {
  let cursor: string | undefined;
  let told = 0;
  let left = 0;
  let begunAt = Date.now();
  for await (const page of pages) {
    listing.add(page);
    const { readings } = page;
    unfit.note(readings);
    const heard = await hearReadings(kit, { tenant, resource, readings, begunAt, pollId, retell });
    told += heard.told;
    left += heard.left;
    await noteTombstones(kit, { tenant, resource }, page.gone ?? []);
    begunAt = Date.now();
    cursor = page.cursor ?? cursor;
  }
  return { cursor, told, left };
}

/** A few of those that a listing of changes would not bring again; what cannot be read now is read another time. */
async function readUnfit(kit: Kit, { tenant, resource, unfit, pollId }: Watched): Promise<void> {
  for (const place of unfit.all().slice(0, unfitAtOnce)) {
    const begunAt = Date.now();
    const found = await resource.read(refOf(kit, tenant, resource, place)).catch((error: unknown) => String(error));
    if (typeof found === 'string') return kit.log.warn('what did not fit cannot be read again yet', { error: found });
    if (!found) {
      unfit.forget(place.id);
      continue;
    }
    await hearReadings(kit, { tenant, resource, readings: [found], begunAt, pollId });
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

/** Tells that a poll ended which told something and no claim. */
async function endPoll(kit: Kit, { tenant, resource, pollId }: Watched, changed: number): Promise<object> {
  if (changed === 0) return {};
  const stored = await kit.database.transaction((sql) =>
    putOutbox(sql, [pollTold({ tenant, system: kit.system, resource: resource.name, pollId, changed })]),
  );
  kit.relay.tell(stored);
  return {};
}
