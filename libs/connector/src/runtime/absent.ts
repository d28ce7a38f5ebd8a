import { recordKey, refOfKey, resourceKey } from '@samsvar/contracts';
import { Forbidden, RetryLater } from '../failures.js';
import type { DueSuspect, Suspect } from '../store/suspects.js';
import { clearSuspects, dueSuspects, livingOf, noteSuspects, suspectsOf } from '../store/suspects.js';
import { readRows } from '../store/records.js';
import type { Kit } from './kit.js';
import { refOf } from './kit.js';
import type { Listing } from './listing.js';
import { isNamedBy, missedBy } from './missed.js';
import type { Place } from './poll.js';
import { prove } from './prove.js';
import { PlaceSearch } from './search.js';

/** Reads by id that one poll may spend on who was missed; each costs a request. */
const readsMax = 10;
/** Two reads that must both find nothing are this far apart at least, also where reads are strong. */
const apartLeastMs = 1_000;
/** More than these at once are looked for at the usual pace: a mass disappearance goes slowly. */
const hurryMax = 50;

/** How far apart two reads must be that prove a record gone: no replica is that far behind. */
export const apartMsOf = ({ resource }: Pick<Place, 'resource'>): number =>
  Math.max(resource.abilities.settleAfterMs, apartLeastMs);

/** What became of those who were missed. */
export interface Sought {
  /** How many records or roles were told to be gone. */
  readonly told: number;
  /** When somebody is to be looked for again, if not at the usual pace. */
  readonly soonMs?: number;
}

/**
 * Compares a complete listing with who is known to be there: whom it does not name is suspected, no more (Inv 19). Whom
 * it names and nobody knows to be there is met anew by the next.
 */
async function compare(kit: Kit, place: Place, listing: Listing, pollId: string): Promise<void> {
  const { database } = kit;
  const living = await livingOf(database, place);
  const at = resourceKey({ tenant: place.tenant, system: kit.system, resource: place.resource.name });
  const suspects = await suspectsOf(database, place);
  const missed = new Set(suspects.filter((one) => one.missed).map(nameOf));
  const missing = [...living].flatMap(([key, roles]) =>
    missedBy(listing.rolesOf(key.slice(at.length + 1)), key, roles),
  );
  await noteSuspects(
    database,
    place,
    missing.filter((one) => !missed.has(nameOf(one))),
    true,
  );
  const named = suspects.filter((one) => isNamedBy(listing.rolesOf(refOfKey(one.key).id), one));
  await clearSuspects(
    database,
    named.filter((one) => one.missed),
  );
  const search = new PlaceSearch(kit, place, pollId);
  for (const one of named.filter((other) => !other.missed).slice(0, readsMax)) await reassure(search, one);
  for (const [id, roles] of listing.all()) {
    const known = living.get(`${at}/${id}`);
    if (!known || roles.some((role) => !known.includes(role))) kit.seenBefore.forget(`${at}/${id}`);
  }
}

/** A write did not find whom a listing names: a read by id tells it, changed or not, since somebody waits for that. */
async function reassure(search: PlaceSearch, { key }: Suspect): Promise<void> {
  const row = await search.row(key);
  if (row && !row.gone) await search.meets(row);
}

const nameOf = ({ key, role }: Suspect): string => `${key} ${role ?? ''}`;

/** What the system itself says is deleted counts as missed by a listing; it is looked for by id like any other. */
export async function noteTombstones(kit: Kit, place: Place, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const keys = ids.map((id) => recordKey(refOf(kit, place.tenant, place.resource, { id })));
  const known = [...(await readRows(kit.database, keys))].filter(([, row]) => !row.gone);
  await noteSuspects(
    kit.database,
    place,
    known.map(([key]) => ({ key })),
    true,
  );
}

/** Whether somebody is suspected whom no complete listing has missed yet: a write found no such record. */
export const isListingDue = async (kit: Kit, place: Place): Promise<boolean> =>
  (await suspectsOf(kit.database, place)).some(({ missed }) => !missed);

/** Compares a complete listing, where there is one, and looks for some of those who were missed. */
export async function seekAbsent(
  kit: Kit,
  place: Place,
  listing: Listing | undefined,
  pollId: string,
): Promise<Sought> {
  if (listing) await compare(kit, place, listing, pollId);
  return seek(kit, place, pollId);
}

/** Looks by id for some of those who were missed, sparingly; what hinders a read proves nothing and ends the search. */
async function seek(kit: Kit, place: Place, pollId: string): Promise<Sought> {
  const due = await dueSuspects(kit.database, place, apartMsOf(place), readsMax);
  let told = 0;
  try {
    for (const one of due) told += await soughtOne(kit, place, one, pollId);
  } catch (error) {
    if (!(error instanceof RetryLater) && !(error instanceof Forbidden)) throw error;
    const about = { tenant: place.tenant, resource: place.resource.name, error: error.message };
    kit.log.warn('who was missed cannot be looked for now', about);
    return { told };
  }
  const left = (await suspectsOf(kit.database, place)).length;
  return { told, ...(left > 0 && left <= hurryMax && { soonMs: apartMsOf(place) + 100 }) };
}

async function soughtOne(kit: Kit, place: Place, one: DueSuspect, pollId: string): Promise<number> {
  const verdict = await prove(new PlaceSearch(kit, place, pollId), one);
  if (verdict !== 'not-yet') kit.metrics.sought(place.resource.name, verdict);
  return verdict === 'gone' || verdict === 'left' ? 1 : 0;
}
