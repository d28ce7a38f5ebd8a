import type { RecordKey } from '@samsvar/contracts';
import { linkIdOf } from '@samsvar/contracts';
import type { LinkEvent, MemberKey } from '@samsvar/sync';
import { fieldsOf } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';
import { findLinks } from '../ledger/link-rows.js';

/** An event of a link for a person: names and ids, and of differences and conflicts also both values. */
export interface HistoryShown {
  /** Of which link: those that ended before the one it has now are told too. */
  readonly linkId: string;
  readonly event: string;
  readonly version: number;
  readonly at: string;
  readonly member?: MemberKey;
  readonly fields?: readonly string[];
  readonly [detail: string]: unknown;
}
interface FoundEvent {
  readonly stream: string;
  readonly type: LinkEvent['type'];
  readonly version: number;
  readonly at: Date;
  readonly data: object;
}

/** A stream longer than this shows its newest events. */
const eventsMax = 1_000;

/** Everything that happened to some links, oldest first. */
export async function historyOf(queries: Sql, linkIds: readonly string[]): Promise<readonly HistoryShown[]> {
  const found = await queries.query<FoundEvent>(
    `select stream, type, version, at, data::json as data from event where stream = any($1)
     order by position desc limit $2`,
    [[...linkIds], eventsMax],
  );
  return found.reverse().map(eventShown);
}

function eventShown({ stream, type, version, at, data }: FoundEvent): HistoryShown {
  const event = { type, ...data } as LinkEvent;
  const fields = fieldsOf(event);
  return {
    linkId: stream,
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
  'compared',
  'record',
  'left',
  'from',
  'to',
  'reasons',
  'refusals',
  'target',
] as const;

const details = (event: LinkEvent): Readonly<Record<string, unknown>> =>
  Object.fromEntries(told.flatMap((name) => (name in event ? [[name, event[name as keyof LinkEvent]]] : [])));

/** The link a record has, and all it had before it, oldest first. */
export interface LinksOfRecord {
  readonly linkId: string | null;
  readonly all: readonly string[];
}

/** The links of a record; undefined when it was never heard of. */
export async function linksOfRecord(queries: Sql, key: RecordKey): Promise<LinksOfRecord | undefined> {
  const [row] = await queries.query<{ link_id: string | null; left_by: string | null }>(
    'select link_id, left_by from record where key = $1',
    [key],
  );
  if (!row) return undefined;
  const last = row.link_id ?? row.left_by;
  return { linkId: row.link_id, all: last === null ? [] : await generationsUpTo(queries, last) };
}

/** A record's earlier links have ids of their own: a function of the generation. */
async function generationsUpTo(queries: Sql, linkId: string): Promise<readonly string[]> {
  const [found] = await findLinks(queries, 'id = $1', [linkId]);
  const { founding, kind, generation = 1 } = found?.state ?? {};
  if (!founding || !kind) return [linkId];
  return Array.from({ length: generation }, (_, before) => linkIdOf(founding, kind, before + 1));
}
