import type { Kind, RecordKey } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { LinkEvent } from '../link/events.js';
import { evolve } from '../link/evolve.js';
import type { LinkState } from '../link/state.js';
import { membersOf, noLink } from '../link/state.js';
import type { ChangedLink, Ledger, StoredLink, Wait } from './ledger.js';
import { changedLink, hasCounterpart, keysOf, waitsOf } from './links.js';
import { readReferences } from './prefetch.js';
import type { TenantSettings } from './settings.js';
import { Work } from './work.js';

/** The events of one link, oldest first. */
export interface Stream {
  readonly id: string;
  /** The number of its last event, where those before the first were erased; as many as there are without. */
  readonly version?: number;
  readonly events: readonly LinkEvent[];
}

/** What a row of a record knows of its link. */
export interface RowLink {
  readonly key: RecordKey;
  readonly kind: Kind;
  readonly linkId: string;
  readonly matched: boolean;
}

/** What the projections of some links are, by their streams alone. */
export interface Rebuilt {
  readonly links: readonly ChangedLink[];
  readonly rows: readonly RowLink[];
  readonly waits: readonly Wait[];
}

/**
 * Projections of some links as their streams tell them; how a link stands is worked out by what the ledger holds of
 * the records and links it refers to. The tenant's lock is held; nothing is stored.
 */
export async function rebuild(ledger: Ledger, settings: TenantSettings, streams: readonly Stream[]): Promise<Rebuilt> {
  const work = await Work.begin(ledger, settings);
  const folded = streams.map(({ id, events, version = events.length }) => ({
    state: folding(id, events),
    version,
  }));
  work.links.hold(folded);
  await work.rows.read(folded.flatMap(({ state }) => Object.values(keysOf(state))));
  await readReferences(work, work.rows.known());
  const links = standingTogether(work, folded);
  return {
    links,
    rows: rowsOf(
      work,
      folded.map(({ state }) => state),
    ),
    waits: folded.flatMap(({ state }) => waitsOf(state)),
  };
}

/**
 * Links with how they stand, also by each other. Two looks are enough: a link asks of another how it stands only while
 * that one has yet to be made in a system, and such a link stands as it does whatever it refers to itself.
 */
function standingTogether(work: Work, folded: readonly StoredLink[]): readonly ChangedLink[] {
  const open = folded.map(({ state }) => work.links.at(state.id));
  for (let look = 0; look < 2; look++) for (const one of open) one.standing = work.standingNow(one.state);
  return open.map((open) => changedLink(open, work.origins));
}

const folding = (id: string, events: readonly LinkEvent[]): LinkState => events.reduce(evolve, noLink(id));

/** A record that is gone from its link, and lives on in another (it was merged), is the other's. */
function rowsOf(work: Work, states: readonly LinkState[]): readonly RowLink[] {
  const claims = states.flatMap((state) =>
    membersOf(state).flatMap(([key, { ref, gone = false }]) =>
      ref && !isBackAfterErasure(work, state, recordKey(ref))
        ? [{ key: recordKey(ref), gone, state, matched: key.startsWith('customhrm') || hasCounterpart(state) }]
        : [],
    ),
  );
  const living = new Map(claims.flatMap(({ key, gone, state }) => (gone ? [] : [[`${state.kind!} ${key}`, state.id]])));
  const isOthers = ({ key, gone, state: { id, kind } }: (typeof claims)[number]) => {
    const row = work.row(key);
    const holder = living.get(`${kind!} ${key}`) ?? (row?.kind === kind ? row?.linkId : undefined);
    return gone && holder !== undefined && holder !== id;
  };
  return claims
    .filter((claim) => !isOthers(claim))
    .map(({ key, state, matched }) => ({ key, kind: state.kind!, linkId: state.id, matched }));
}

/** A record that returned after an erasure has begun anew: it is in another link, or in none yet. */
const isBackAfterErasure = (work: Work, { erased }: LinkState, key: RecordKey): boolean =>
  erased !== undefined && work.row(key)?.gone === false;
