import type { Category, FlowId, Kind, RecordKey, Refusal } from '@samsvar/contracts';
import type {
  ChangedLink,
  EventAt,
  EventFound,
  LinkEvent,
  MemberKey,
  PackedLink,
  Planning,
  Standing,
  StandingName,
  StoredLink,
} from '@samsvar/sync';
import { conflictUnits, goneIn, pack, unpack } from '@samsvar/sync';
import { Columns, type Sql } from '@samsvar/persistence';
import { Outrun } from './outrun.js';

/** The columns of a link that say how it stands. */
export interface StandingColumns {
  readonly standing: StandingName;
  readonly reasons: readonly Refusal[];
  readonly flows: readonly FlowId[];
  readonly linked: boolean;
  readonly lossy: boolean;
  readonly settled: boolean;
  readonly planned: Planning | null;
}
interface Found extends StandingColumns {
  readonly version: number;
  readonly since: number;
  readonly traceparent: string | null;
  /** JSON of a `PackedLink`. */
  readonly snapshot: string;
}

/** A link without its snapshot: what others refer to. */
export interface FoundTarget {
  readonly id: string;
  readonly kind: Kind;
  readonly category: Category;
  readonly members: Readonly<Partial<Record<MemberKey, RecordKey>>>;
  readonly gone: readonly MemberKey[];
  readonly standing: StandingName;
}

/** The links that a condition finds, each with its state. */
export async function findLinks(
  queries: Sql,
  where: string,
  parameters: readonly unknown[],
): Promise<readonly StoredLink[]> {
  const found = await queries.query<Found>(
    `select version, snapshot, standing, flows, reasons, linked, lossy, settled, planned, traceparent,
            extract(epoch from standing_since)::float8 * 1000 as since
     from link where ${where}`,
    parameters,
  );
  return found.map((row) => ({
    state: unpack(JSON.parse(row.snapshot) as PackedLink),
    version: row.version,
    standing: standingIn(row),
    since: row.since,
    ...(row.traceparent !== null && { traceparent: row.traceparent }),
  }));
}

function standingIn({ standing, planned, reasons, flows, linked, lossy, settled }: StandingColumns): Standing {
  return { state: standing, reasons, flows, linked, lossy, settled, ...(planned && { planned }) };
}

/** Events of links' streams, by their places. */
export async function findEvents(queries: Sql, tenant: string, at: readonly EventAt[]): Promise<readonly EventFound[]> {
  const of = new Columns(at);
  const found = await queries.query<EventAt & { type: LinkEvent['type']; data: object }>(
    `select e.stream as "linkId", e.version, e.type, e.data::json as data
     from unnest(${of.text(({ linkId }) => linkId)}, ${of.integer(({ version }) => version)}) as wanted(stream, version)
     join event e on e.stream = wanted.stream and e.version = wanted.version and e.tenant = ${of.one(tenant)}`,
    of.parameters,
  );
  return found.map(({ linkId, version, type, data }) => ({ linkId, version, event: { type, ...data } as LinkEvent }));
}

/**
 * Appends what was decided and stores the links as they are now. The stream's key refuses a version that is there
 * already: whoever decided on an older state is thrown out by it.
 */
export async function saveLinks(queries: Sql, tenant: string, changed: readonly ChangedLink[]): Promise<void> {
  if (changed.length === 0) return;
  await append(queries, tenant, changed.flatMap(numbered));
  await storeLinks(queries, tenant, changed);
}

interface Numbered {
  readonly stream: string;
  readonly version: number;
  readonly event: LinkEvent;
}

const numbered = ({ state, before, events }: ChangedLink): readonly Numbered[] =>
  events.map((event, index) => ({ stream: state.id, version: before + index + 1, event }));

async function append(queries: Sql, tenant: string, events: readonly Numbered[]): Promise<void> {
  const of = new Columns(events);
  const stored = await queries.query(
    `insert into event (stream, version, tenant, type, data)
     select stream, version, ${of.one(tenant)}, type, data
     from unnest(${of.text(({ stream }) => stream)}, ${of.integer(({ version }) => version)},
                 ${of.text(({ event }) => event.type)}, ${of.jsonText(({ event }) => dataOf(event))})
       as new(stream, version, type, data)
     on conflict (stream, version) do nothing
     returning 1`,
    of.parameters,
  );
  if (stored.length !== events.length) throw new Outrun(tenant);
}

function dataOf({ type: _, ...data }: LinkEvent): object {
  return data;
}

/** Stores links as they are, in the place of what is stored of them; their events are stored already. */
export async function storeLinks(queries: Sql, tenant: string, changed: readonly ChangedLink[]): Promise<void> {
  const of = new Columns(changed);
  await queries.query(
    `insert into link as l (id, tenant, kind, category, version, snapshot, standing, flows, reasons, linked, lossy,
                       settled, planned, members, gone, reference, open_units, standing_since,
                       traceparent)
     select id, ${of.one(tenant)}, kind, category, version, snapshot, standing,
            string_to_array(coalesce(flows, ''), E'\\x1f'), reasons, linked, lossy, settled, planned, members, gone,
            reference, string_to_array(coalesce(open_units, ''), E'\\x1f'),
            least(coalesce(since::timestamptz, now()), now()), traceparent
     from unnest(
       ${of.text(({ state }) => state.id)}, ${of.text(({ state }) => state.kind)},
       ${of.text(({ state }) => state.category)}, ${of.integer(({ before, events }) => before + events.length)},
       ${of.jsonText(({ state }) => pack(state))}, ${of.text(({ standing }) => standing.state)},
       ${of.texts(({ standing }) => standing.flows)}, ${of.json(({ standing }) => standing.reasons)},
       ${of.boolean(({ standing }) => standing.linked)}, ${of.boolean(({ standing }) => standing.lossy)},
       ${of.boolean(({ standing }) => standing.settled)}, ${of.text(({ standing }) => standing.planned)},
       ${of.json(({ members }) => members)},
       ${of.json(({ state }) => goneIn(state))}, ${of.text(({ reference }) => reference)},
       ${of.texts(({ state }) => conflictUnits(state))}, ${of.text(({ since }) => since)},
       ${of.text(({ traceparent }) => traceparent)}
     ) as new(id, kind, category, version, snapshot, standing, flows, reasons, linked, lossy, settled, planned,
              members, gone, reference, open_units, since, traceparent)
     on conflict (id) do update set
       category = excluded.category, version = excluded.version, snapshot = excluded.snapshot,
       standing = excluded.standing, flows = excluded.flows, reasons = excluded.reasons, linked = excluded.linked,
       lossy = excluded.lossy, settled = excluded.settled, planned = excluded.planned, members = excluded.members,
       standing_since = case when l.standing = excluded.standing then l.standing_since else excluded.standing_since end,
       traceparent = excluded.traceparent, gone = excluded.gone, open_units = excluded.open_units`,
    of.parameters,
  );
}
