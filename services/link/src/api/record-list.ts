import type { FlowId, System } from '@samsvar/contracts';
import { flows } from '@samsvar/contracts';
import type { TenantSettings } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';
import { Conditions } from './conditions.js';
import { type Cursor, encodeCursor } from './cursor.js';
import type { State } from './parameters.js';
import { type FoundRecord, openStates, recordColumns, type RecordShown, shown, unmetState } from './records.js';

/** What a list of records is narrowed to. */
export interface RecordQuery {
  readonly search?: string | undefined;
  readonly state?: State | undefined;
  readonly flow?: FlowId | undefined;
  readonly system?: System | undefined;
  readonly cursor?: Cursor | undefined;
  readonly limit: number;
}
export interface RecordPage {
  readonly items: readonly RecordShown[];
  /**
   * Given as `cursor`, brings the next page; null at the end. A page may be short of its limit, even empty, and still
   * have one: so many records were looked through without finding more.
   */
  readonly cursor: string | null;
}

/** So many records are looked through for one page, a quarter of a second's work. */
export const lookedThroughMax = 100_000;

/** Records in the order of their keys, both systems' own, as far as they are counted. */
export async function listRecords(
  queries: Sql,
  tenant: TenantSettings,
  query: RecordQuery,
  most = lookedThroughMax,
): Promise<RecordPage> {
  const byState = query.state !== undefined && query.state !== 'agree';
  const found = await (byState ? inState(queries, tenant, query) : inOrder(queries, tenant, query, most));
  const fitting = found.filter(({ fits }) => fits);
  const last = fitting.length > query.limit ? fitting[query.limit - 1] : found.find(({ fits, at }) => !fits || at);
  return {
    items: fitting.slice(0, query.limit).map((row) => shown(row, tenant)),
    cursor: last ? encodeCursor(last) : null,
  };
}

interface Looked extends FoundRecord {
  /** Whether it is asked for, or only the last that was looked at. */
  readonly fits: boolean;
  readonly at: boolean;
}

/**
 * Most records agree, so their order is gone along until a page is full. Where enough was looked through before that,
 * the last one looked at comes too, for the next page to begin there.
 */
function inOrder(queries: Sql, tenant: TenantSettings, query: RecordQuery, most: number): Promise<Looked[]> {
  const span = spanOf(tenant, query);
  const where = new Conditions(span.parameters).and(present);
  narrow(query, where);
  if (query.state) where.and('l.standing is not distinct from ?', query.state);
  return queries.query<Looked>(
    `select ${recordColumns}, ${where.text} as fits, r.n = ${most} as at
     from (select *, row_number() over (order by key, kind) as n from record r
           where ${span.text} order by key, kind limit ${most}) r
     left join link l on l.id = r.link_id
     where (${where.text}) or r.n = ${most} order by r.key, r.kind limit ${query.limit + 1}`,
    where.parameters,
  );
}

/**
 * The few that do not agree are found by how their links stand, or by their having none: an index each. The planner
 * would rather go through all records, misled by what stood otherwise when it last counted; hence `materialized`, and
 * each link's records by their keys (`offset 0`).
 */
function inState(queries: Sql, tenant: TenantSettings, query: RecordQuery): Promise<Looked[]> {
  const where = spanOf(tenant, query);
  narrow(query, where);
  const { parameters } = where;
  const [id, state] = [`$${parameters.push(tenant.id)}`, `$${parameters.push(query.state)}`];
  const alone = `$${parameters.push(aloneIn(tenant, query.state!))}`;
  const columns = `${recordColumns}, true as fits, false as at`;
  const page = `order by key, kind limit ${query.limit + 1}`;
  return queries.query<Looked>(
    `with standing as materialized (select id, standing, reasons, members from link
                                    where tenant = ${id} and standing = ${state} and standing <> 'agree')
     (select ${columns} from standing l, lateral (
        select * from record where key = any(array(select value from json_each_text(l.members))) offset 0) r
      where r.link_id = l.id and ${present} and ${where.text} ${page})
     union all
     (select ${columns} from record r left join standing l on false
      where r.tenant = ${id} and r.system = ${alone} and r.link_id is null and not r.gone and ${where.text} ${page})
     ${page}`,
    parameters,
  );
}

/** Whose records without a link are in this state; nobody's: none is. */
function aloneIn(tenant: TenantSettings, state: State): System | '' {
  if (state === 'onlyInHrm') return 'customhrm';
  return state === unmetState(tenant) ? 'powerofficego' : '';
}

/** The stretch of keys a list is about: every key begins with its tenant, system and resource. */
function spanOf(tenant: TenantSettings, { system, flow, cursor }: RecordQuery): Conditions {
  const resource = flow && system ? `${flows[flow][system]}/` : '';
  const start = `${tenant.id}/${system ? `${system}/${resource}` : ''}`;
  // The character after the slash ends the stretch.
  const span = new Conditions().and('r.key >= ? and r.key < ?', start, `${start.slice(0, -1)}0`);
  return cursor ? span.and('(r.key, r.kind) > (?, ?)', cursor.key, cursor.kind) : span;
}

/**
 * What is counted is listed: records that are there, and PowerOffice Go's that are gone as long as something about them
 * is still open, be it to the machine or to a person.
 */
const present = `(not r.gone or (r.system = 'powerofficego' and l.standing in ('${openStates.join("', '")}')))`;

function narrow({ search, flow }: RecordQuery, where: Conditions): void {
  if (search) where.and(`r.search like ? escape '\\'`, `%${escaped(search.normalize('NFC').toLowerCase())}%`);
  if (flow) where.and('? = any(r.roles)', flows[flow].category);
}

const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
