import type { Kind, RecordKey } from '@samsvar/contracts';
import type { LinkEvent, MemberKey } from '@samsvar/sync';
import { fieldsOf, tenantStream } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';

/** An event of any link, as the live feed tells it: names and ids, never a value. */
export interface EventShown {
  /** Its position; going on after it brings what follows. */
  readonly id: string;
  readonly tenant: string;
  /** The link it happened to; null for what happened to the tenant as a whole. */
  readonly linkId: string | null;
  readonly kind: Kind | null;
  readonly flows: readonly string[];
  readonly event: string;
  readonly version: number;
  readonly at: string;
  readonly member?: RecordKey | MemberKey;
  readonly fields?: readonly string[];
  /** Of what happened to the tenant: which guard, which flows, who decided and why. */
  readonly detail?: object;
  readonly reasons?: readonly { readonly field: string | null; readonly code: string }[];
}

/** A number among all events; as text, since it may be longer than a number of JavaScript's. */
export type Position = string;

export interface EventPage {
  readonly items: readonly EventShown[];
  /** Where the next page begins. */
  readonly end: Position;
}

interface Found {
  readonly position: Position;
  readonly stream: string;
  readonly version: number;
  readonly type: LinkEvent['type'];
  readonly at: Date;
  readonly data: object;
  readonly kind: Kind | null;
  readonly flows: readonly string[] | null;
  readonly members: Readonly<Partial<Record<MemberKey, RecordKey>>> | null;
}

export const beginning: Position = '0';

/** Which events to show. */
export interface EventQuery {
  readonly tenant: string;
  readonly after: Position;
  /** The newest to show; a page that is not full ends there. */
  readonly until: Position;
  readonly limit: number;
}

/**
 * A tenant's events behind a position, in the order they were stored. Whoever stores takes positions under the tenant's
 * lock and keeps it until the commit, so that no lower one of this tenant appears later.
 */
export async function eventsAfter(queries: Sql, query: EventQuery): Promise<EventPage> {
  const { tenant, after, until, limit } = query;
  const found = await queries.query<Found>(
    `select e.position::text, e.stream, e.version, e.type, e.at, e.data::json as data, l.kind, l.flows, l.members
     from event e left join link l on l.id = e.stream
     where e.tenant = $1 and e.position > $2 and e.position <= $3
     order by e.position limit $4`,
    [tenant, after, until, limit],
  );
  const end = found.length === limit ? found.at(-1)!.position : isAfter(until, after) ? until : after;
  return { items: found.map((row) => shown(row, tenant)), end };
}

/** Whether one position comes after another. */
export const isAfter = (a: Position, b: Position): boolean => BigInt(a) > BigInt(b);

/**
 * Each tenant's newest event below the oldest transaction that still runs, whoever stores without the lock included;
 * the beginning for one that has none.
 */
export async function newestPositions(
  queries: Sql,
  tenants: readonly string[],
): Promise<ReadonlyMap<string, Position>> {
  const found = await queries.query<{ tenant: string; position: Position }>(
    `select wanted.tenant, newest.position::text from unnest($1::text[]) as wanted (tenant), lateral (
       select position from event
       where event.tenant = wanted.tenant and event.xid < pg_snapshot_xmin(pg_current_snapshot())
       order by event.position desc limit 1) as newest`,
    [tenants],
  );
  const newest = new Map(found.map(({ tenant, position }) => [tenant, position]));
  return new Map(tenants.map((tenant) => [tenant, newest.get(tenant) ?? beginning]));
}

/** One tenant's newest position. */
export const newestPosition = async (queries: Sql, tenant: string): Promise<Position> =>
  (await newestPositions(queries, [tenant])).get(tenant)!;

function shown(row: Found, tenant: string): EventShown {
  const event = { type: row.type, ...row.data } as LinkEvent;
  const fields = fieldsOf(event);
  const member = 'member' in event ? event.member : undefined;
  const reasons = 'reasons' in event ? event.reasons : 'refusals' in event ? event.refusals : undefined;
  return {
    id: row.position,
    tenant,
    linkId: row.stream === tenantStream(tenant) ? null : row.stream,
    kind: row.kind,
    flows: row.flows ?? [],
    event: row.type,
    version: row.version,
    at: row.at.toISOString(),
    ...(member !== undefined && { member: row.members?.[member] ?? member }),
    ...(fields && { fields }),
    ...(row.stream === tenantStream(tenant) && { detail: row.data }),
    ...(reasons && { reasons: reasons.map(({ field, code }) => ({ field, code })) }),
  };
}
