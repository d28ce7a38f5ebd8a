import type { Category, FlowId, Kind, RecordKey, RecordRef, Refusal, System, Values } from '@samsvar/contracts';
import { flows, refOfKey } from '@samsvar/contracts';
import type { TenantSettings } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';
import { type Cursor, encodeCursor } from './cursor.js';
import type { State } from './parameters.js';

/** A record as it stands: where it is counted, and why. */
export interface RecordShown {
  readonly ref: RecordRef;
  readonly kind: Kind;
  readonly category: Category;
  readonly state: State | 'gone';
  readonly reasons: readonly Refusal[];
  readonly linkId: string | null;
  readonly values: Values;
}

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
  /** Given as `cursor`, brings the next page; null at the end. */
  readonly cursor: string | null;
}

interface Found {
  readonly key: RecordKey;
  readonly kind: Kind;
  readonly parent: string | null;
  readonly category: Category;
  readonly gone: boolean;
  readonly problem: readonly Refusal[];
  readonly values: Values;
  readonly link_id: string | null;
  readonly standing: State | null;
  readonly reasons: readonly Refusal[] | null;
}

const select = `
  select r.key, r.kind, r.parent, r.category, r.gone, r.problem, r."values", r.link_id, l.standing, l.reasons
  from record r left join link l on l.id = r.link_id`;

/** Records in the order of their keys, both systems' own; gone ones are left out. */
export async function listRecords(queries: Sql, tenant: TenantSettings, query: RecordQuery): Promise<RecordPage> {
  const where = new Conditions('r.tenant = $1 and not r.gone', [tenant.id]);
  // Every key begins with its tenant, so the primary key brings the records of one in order.
  where.and('r.key >= ? and r.key < ?', `${tenant.id}/`, `${tenant.id}0`);
  if (query.cursor) where.and('(r.key, r.kind) > (?, ?)', query.cursor.key, query.cursor.kind);
  if (query.search) where.and(`r.search like ? escape '\\'`, `%${escaped(query.search.toLowerCase())}%`);
  if (query.flow) where.and('? = any(r.roles)', flows[query.flow].category);
  if (query.system) where.and('r.system = ?', query.system);
  if (query.state) narrowToState(where, tenant, query.state);
  const found = await queries.query<Found>(
    `${select} where ${where.text} order by r.key, r.kind limit ${query.limit + 1}`,
    where.parameters,
  );
  const last = found.length > query.limit ? found[query.limit - 1] : undefined;
  return {
    items: found.slice(0, query.limit).map((row) => shown(row, tenant)),
    cursor: last ? encodeCursor(last) : null,
  };
}

const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

function narrowToState(where: Conditions, tenant: TenantSettings, state: State): void {
  const unlinked = 'r.link_id is null and r.system = ?';
  if (state === 'onlyInHrm') where.and(unlinked, 'customhrm');
  else if (state === unmetState(tenant)) where.and(`(l.standing = ? or (${unlinked}))`, state, 'powerofficego');
  else where.and('l.standing = ? and l.tenant = ?', state, tenant.id);
}

/** One record, whatever became of it; undefined when link never heard of it. */
export async function findRecord(
  queries: Sql,
  tenant: TenantSettings,
  key: RecordKey,
): Promise<RecordShown | undefined> {
  const [found] = await queries.query<Found>(`${select} where r.key = $1 order by r.kind limit 1`, [key]);
  return found && shown(found, tenant);
}

function shown(row: Found, tenant: TenantSettings): RecordShown {
  const ref = refOfKey(row.key);
  return {
    ref: row.parent === null ? ref : { ...ref, parent: row.parent },
    kind: row.kind,
    category: row.category,
    ...(row.standing ? { state: row.standing, reasons: row.reasons ?? [] } : unlinkedState(row, tenant)),
    ...(row.gone && { state: 'gone' as const }),
    linkId: row.link_id,
    values: row.values,
  };
}

/** A record that has met nobody yet: the machine still acts on it, or the tenant is in first contact. */
const unmetState = (tenant: TenantSettings): State => (tenant.phase === 'live' ? 'differ' : 'waiting');

function unlinkedState(row: Found, tenant: TenantSettings): Pick<RecordShown, 'state' | 'reasons'> {
  if (refOfKey(row.key).system === 'customhrm') return { state: 'onlyInHrm', reasons: row.problem };
  const state = unmetState(tenant);
  const why: Refusal =
    state === 'waiting'
      ? {
          field: null,
          code: 'match-phase',
          words: 'The tenant is in first contact: nothing is written until it is live.',
        }
      : { field: null, code: 'not-met', words: 'It meets the other system when both first complete listings are in.' };
  return { state, reasons: [...row.problem, why] };
}

/** Conditions that all hold, with their parameters numbered as they come. */
class Conditions {
  constructor(
    public text: string,
    readonly parameters: unknown[],
  ) {}

  and(condition: string, ...values: readonly unknown[]): void {
    let at = 0;
    this.text += ` and ${condition.replace(/\?/g, () => `$${this.parameters.push(values[at++])}`)}`;
  }
}
