import type { Kind, RecordKey } from '@samsvar/contracts';
import type { LinkEvent, MemberKey } from '@samsvar/sync';
import { fieldsOf } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';

/** An event of any link, as the live feed tells it: names and ids, never a value. */
export interface EventShown {
  /** Its position; going on after it brings what follows. */
  readonly id: string;
  readonly tenant: string;
  readonly linkId: string;
  readonly kind: Kind | null;
  readonly flows: readonly string[];
  readonly event: string;
  readonly version: number;
  readonly at: string;
  readonly member?: RecordKey | MemberKey;
  readonly fields?: readonly string[];
  readonly reasons?: readonly { readonly field: string | null; readonly code: string }[];
}

/** A place in the order of all events: the transaction that stored it, then its number. */
export interface Place {
  readonly xid: string;
  readonly position: string;
}
export interface EventPage {
  readonly items: readonly EventShown[];
  /** Where the next page begins. */
  readonly end: Place;
}

interface Found extends Place {
  readonly stream: string;
  readonly version: number;
  readonly type: LinkEvent['type'];
  readonly at: Date;
  readonly data: object;
  readonly kind: Kind | null;
  readonly flows: readonly string[] | null;
  readonly members: Readonly<Partial<Record<MemberKey, RecordKey>>> | null;
}

export const beginning: Place = { xid: '0', position: '0' };

/** Which events to show. */
export interface EventQuery {
  readonly tenant: string;
  readonly after: Place;
  /** The newest place known; a page that is not full ends there, so that what others said is not gone through again. */
  readonly until: Place;
  readonly limit: number;
}

/** What follows a place, in the order of the transactions that stored it. */
export async function eventsAfter(queries: Sql, query: EventQuery): Promise<EventPage> {
  const { tenant, after, until, limit } = query;
  const found = await queries.query<Found>(
    `select e.xid::text, e.position::text, e.stream, e.version, e.type, e.at, e.data, l.kind, l.flows, l.members
     from event e left join link l on l.id = e.stream
     where (e.xid, e.position) > ($1::xid8, $2::bigint) and (e.xid, e.position) <= ($3::xid8, $4::bigint)
       and e.tenant = $5
     order by e.xid, e.position limit $6`,
    [after.xid, after.position, until.xid, until.position, tenant, limit],
  );
  const last = found.length === limit ? found.at(-1)! : isAfter(until, after) ? until : after;
  return { items: found.map((row) => shown(row, tenant)), end: { xid: last.xid, position: last.position } };
}

/** Whether one place comes after another. */
export const isAfter = (a: Place, b: Place): boolean =>
  a.xid === b.xid ? BigInt(a.position) > BigInt(b.position) : BigInt(a.xid) > BigInt(b.xid);

/**
 * The place of an event by its id; one that is no longer there is met at the last one before it. `event.` orders by the
 * column: the bare name would be the text that is selected, and as text 999 comes after 1000.
 */
export async function placeOf(queries: Sql, id: string): Promise<Place> {
  const [found] = await queries.query<Place>(
    'select xid::text, position::text from event where position <= $1 order by event.position desc limit 1',
    [id],
  );
  return found ?? beginning;
}

/**
 * The last event below the oldest transaction that still runs. A position is taken before its transaction commits, so
 * beyond this a later number can be seen before an earlier one.
 */
export async function newestPlace(queries: Sql): Promise<Place> {
  const [found] = await queries.query<Place>(
    `select xid::text, position::text from event where xid < pg_snapshot_xmin(pg_current_snapshot())
     order by event.xid desc, event.position desc limit 1`,
  );
  return found ?? beginning;
}

function shown(row: Found, tenant: string): EventShown {
  const event = { type: row.type, ...row.data } as LinkEvent;
  const fields = fieldsOf(event);
  const member = 'member' in event ? event.member : undefined;
  const reasons = 'reasons' in event ? event.reasons : 'refusals' in event ? event.refusals : undefined;
  return {
    id: row.position,
    tenant,
    linkId: row.stream,
    kind: row.kind,
    flows: row.flows ?? [],
    event: row.type,
    version: row.version,
    at: row.at.toISOString(),
    ...(member !== undefined && { member: row.members?.[member] ?? member }),
    ...(fields && { fields }),
    ...(reasons && { reasons: reasons.map(({ field, code }) => ({ field, code })) }),
  };
}
