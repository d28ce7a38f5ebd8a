import type { Suspicion } from '@samsvar/contracts';
import { messageId } from '@samsvar/contracts';
import { clockOf, putOutbox } from '@samsvar/persistence';
import { RetryLater } from '../failures.js';
import type { Page, Resource } from '../port.js';
import { countLiving } from '../store/suspects.js';
import type { Sought } from './absent.js';
import { noteTombstones, seekAbsent } from './absent.js';
import type { Listened } from './hear-readings.js';
import { hearReadings } from './hear-readings.js';
import type { Kit } from './kit.js';
import { Listing } from './listing.js';
import type { PollState } from './poll-state.js';
import { claimOf, sameClaim } from './poll-state.js';
import { partialOf, sweep } from './sweep.js';
import { bothBrought, type Brought, judged, nothingBrought } from './suspicion.js';
import { endTold, scanTold } from './told.js';
import { toldSince } from './told-since.js';
import { readUnfit } from './read-unfit.js';
import { Unfit } from './unfit.js';

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
 * looked for by id; all that a poll tells comes before the messages that end it.
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
export interface Watched extends Place {
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
  const heard = await hearPages(kit, changes, { ...place, listing, doubted: state.doubts === true });
  const { cursor, complete, pollId } = heard;
  if (!complete) await readUnfit(kit, place);
  const swept = await sweep(kit, place, listing, state);
  const sought = await seekAbsent(kit, place, swept, pollId);
  const brought = { ...heard.brought, told: heard.brought.told + sought.told };
  const whole = complete && !listing.isUntouched();
  const { worse, noted } = judged(state, { brought, listing, whole });
  const { toldAt } = state;
  if (brought.told > 0 || worse || options.whole) await end(kit, place, { pollId, brought, suspicion: worse });
  const next = {
    scanned: true,
    ...(cursor !== undefined && { cursor }),
    ...(toldAt !== undefined && { toldAt }),
    ...claimOf(state),
    ...partialOf(state, swept),
    ...noted,
  };
  const isNews = swept !== undefined && !sameClaim(swept, state);
  const isOther = listing.isUntouched() && (await countLiving(kit.database, place)) !== state.count;
  return {
    state: isNews ? { ...next, ...(await claim(kit, place, swept)) } : next,
    left: brought.left > 0 || isOther,
    ...soonOf(sought),
  };
}

const soonOf = ({ soonMs }: Sought) => (soonMs === undefined ? {} : { soonMs });

/** A first scan is complete only when two listings name the same ids, and as many as the system says. */
async function firstPoll(kit: Kit, place: Watched, state: PollState): Promise<Polled> {
  const { resource } = place;
  const isTelling = !state.scanned || state.retell === true;
  const toldAt = isTelling ? await clockOf(kit.database) : state.toldAt;
  const begun = Math.floor(kit.clock.now());
  const heard = new Listing();
  const pages = await hearPages(kit, resource.scan({ idsOnly: false }), {
    ...place,
    listing: heard,
    retell: state.retell === true,
    restored: state.restored === true,
    doubted: state.doubts === true,
    isLoad: isTelling,
  });
  const { cursor } = pages;
  const again = new Listing();
  for await (const page of resource.scan({ idsOnly: true })) again.add(page);
  const isSame = heard.namesTheSame(again) && again.isComplete();
  const sought = await seekAbsent(kit, place, isSame ? heard : undefined, pages.pollId);
  const brought = { ...pages.brought, told: pages.brought.told + sought.told };
  const { worse, noted } = judged(state, { brought, listing: heard, whole: isSame });
  await end(kit, place, { ...pages, brought, suspicion: worse });
  if (!isSame) throw new RetryLater('two listings did not name the same records; listing again', 500);
  const claimed = await claim(kit, place, heard, await toldSince(kit, place, state, begun));
  const next = {
    scanned: true,
    ...(cursor !== undefined && { cursor }),
    ...(toldAt !== undefined && { toldAt }),
    ...noted,
  };
  return { state: { ...next, ...claimed }, left: false, ...soonOf(sought) };
}

interface HeardPages {
  readonly pollId: string;
  readonly cursor: string | undefined;
  readonly complete: boolean;
  readonly brought: Brought;
}

interface Hearing extends Watched, Pick<Listened, 'retell' | 'restored' | 'doubted' | 'isLoad'> {
  readonly listing: Listing;
}

async function hearPages(
  kit: Kit,
  pages: AsyncIterable<Page>,
  { unfit, listing, ...how }: Hearing,
): Promise<HeardPages> {
  let cursor: string | undefined;
  let complete = false;
  let brought = nothingBrought;
  let begunAt = kit.clock.now();
  const pollId = `poll-${Math.round(begunAt)}`;
  for await (const page of pages) {
    listing.add(page);
    const { readings } = page;
    unfit.note(readings);
    const more = await hearReadings(kit, { ...how, readings, begunAt, pollId });
    brought = bothBrought(brought, more);
    await noteTombstones(kit, how, page.gone ?? []);
    begunAt = kit.clock.now();
    cursor = page.cursor ?? cursor;
    complete = page.complete === true;
  }
  return { pollId, cursor, complete, brought };
}

/**
 * Tells that a poll has ended, after everything it told of was stored to be told. The end of a poll that follows a
 * broken one is always told.
 */
async function end(
  kit: Kit,
  { tenant, resource }: Place,
  { pollId, brought, suspicion }: Pick<HeardPages, 'pollId' | 'brought'> & { suspicion?: Suspicion | undefined },
): Promise<void> {
  const at = { tenant, system: kit.system, resource: resource.name };
  const told = endTold({ ...at, pollId, changed: brought.told, ...(suspicion && { suspicion }) });
  kit.relay.tell(await kit.database.transaction((sql) => putOutbox(sql, [told])));
}

/**
 * Tells that a listing was complete, after everything it named was stored to be told; `toldSince`: all of it was told
 * again, as this revision or a later one.
 */
async function claim(
  kit: Kit,
  { tenant, resource }: Place,
  { count, digest }: Listing,
  toldSince?: number,
): Promise<{ count: number; digest: number }> {
  const scanId = messageId(tenant, resource.name, String(count), String(digest), String(Date.now()));
  const at = { tenant, system: kit.system, resource: resource.name };
  const told = scanTold({ ...at, scanId, count, digest, ...(toldSince !== undefined && { toldSince }) });
  const stored = await kit.database.transaction((sql) => putOutbox(sql, [told]));
  kit.relay.tell(stored);
  return { count, digest };
}
