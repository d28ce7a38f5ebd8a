import type { Category, Kind, RecordKey, RecordRef, Refusal, Values } from '@samsvar/contracts';
import type { LinkEvent, LinkState, MemberKey, TenantSettings } from '@samsvar/sync';
import { fieldsOf, membersOf } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';
import { findLinks } from '../ledger/link-rows.js';
import { type ConflictShown, conflictsOf } from './conflicts.js';
import { keptOf, type KeptShown } from './kept.js';

/** A record in a link, as a person looks at it. */
export interface MemberShown {
  readonly member: MemberKey;
  /** None while its system is asked to make it. */
  readonly ref: RecordRef | null;
  readonly revision: number;
  readonly roles: readonly Category[];
  /** The write under way: which fields it was asked to hold. */
  readonly asked: { readonly op: string; readonly fields: readonly string[] } | null;
  /** Fields it stores otherwise than it is told. */
  readonly lossy: readonly string[];
  readonly values: Values;
}

/** A link with its members and what they agree on; references in values are link ids. */
export interface LinkShown {
  readonly id: string;
  readonly kind: Kind | null;
  readonly category: Category | null;
  readonly flows: readonly string[];
  readonly state: string;
  readonly reasons: readonly Refusal[];
  readonly version: number;
  readonly members: readonly MemberShown[];
  readonly agreed: Values;
  /** What waits for a person, and what lost and can be restored. */
  readonly conflicts: readonly ConflictShown[];
  readonly kept: readonly KeptShown[];
}

/** A link of this tenant; undefined when there is none. */
export async function findLink(queries: Sql, tenant: TenantSettings, id: string): Promise<LinkShown | undefined> {
  const [found] = await findLinks(queries, 'id = $1 and tenant = $2', [id, tenant.id]);
  if (!found) return undefined;
  const { state, version, standing } = found;
  return {
    id: state.id,
    kind: state.kind ?? null,
    category: state.category ?? null,
    flows: standing?.flows ?? [],
    state: standing?.state ?? 'differ',
    reasons: standing?.reasons ?? [],
    version,
    members: membersShown(state),
    agreed: state.agreed,
    conflicts: conflictsOf(found, tenant),
    kept: await keptOf(queries, tenant, state),
  };
}

const membersShown = (state: LinkState): readonly MemberShown[] =>
  membersOf(state).map(([member, { ref, revision, roles, asked, lossy, said }]) => ({
    member,
    ref: ref ?? null,
    revision,
    roles,
    asked: asked ? { op: asked.op, fields: Object.keys(asked.wanted) } : null,
    lossy: Object.keys(lossy),
    values: said,
  }));

/** An event of a link for a person: names and ids, and of differences and conflicts also both values. */
export interface HistoryShown {
  readonly event: string;
  readonly version: number;
  readonly at: string;
  readonly member?: MemberKey;
  readonly fields?: readonly string[];
  readonly [detail: string]: unknown;
}
interface FoundEvent {
  readonly type: LinkEvent['type'];
  readonly version: number;
  readonly at: Date;
  readonly data: object;
}

/** A stream longer than this shows its newest events. */
const eventsMax = 1_000;

/** Everything that happened to a link, oldest first. */
export async function historyOf(queries: Sql, linkId: string): Promise<readonly HistoryShown[]> {
  const found = await queries.query<FoundEvent>(
    'select type, version, at, data::json as data from event where stream = $1 order by version desc limit $2',
    [linkId, eventsMax],
  );
  return found.reverse().map(eventShown);
}

function eventShown({ type, version, at, data }: FoundEvent): HistoryShown {
  const event = { type, ...data } as LinkEvent;
  const fields = fieldsOf(event);
  return {
    event: type,
    version,
    at: at.toISOString(),
    ...('member' in event && event.member !== undefined && { member: event.member }),
    ...(fields && { fields }),
    ...details(event),
  };
}

/** What else a person may want to know; the values of differences and conflicts are there to be chosen from. */
const told = [
  'category',
  'winner',
  'why',
  'by',
  'who',
  'theirs',
  'theirsFrom',
  'agreed',
  'agreedFrom',
  'origin',
  'lost',
  'n',
  'op',
  'outcome',
  'rule',
  'code',
  'candidates',
  'reasons',
  'refusals',
  'target',
] as const;

const details = (event: LinkEvent): Readonly<Record<string, unknown>> =>
  Object.fromEntries(told.flatMap((name) => (name in event ? [[name, event[name as keyof LinkEvent]]] : [])));

/** The link of a record; undefined when it has none, or was never heard of. */
export async function linkIdOfRecord(queries: Sql, key: RecordKey): Promise<string | null | undefined> {
  const [found] = await queries.query<{ link_id: string | null }>('select link_id from record where key = $1', [key]);
  return found?.link_id;
}
