import type { Answer } from '../doors/answer.js';
import { problem } from './problem.js';
import type { HrmRecord, HrmType, Stored } from './record.js';
import type { HrmStore } from './store.js';

export type Query = Readonly<Record<string, string | undefined>>;

export const limitDefault = 100;
export const limitMax = 500;

/** Where a page ended: behind this change, or behind this id in a listing by id. */
type Cursor = readonly ['changes', updatedAt: string, id: string] | readonly ['ids', id: string];

/** What one list request asks. */
interface Asked {
  readonly limit: number;
  readonly cursor: Cursor | undefined;
  readonly since: string;
  readonly byId: boolean;
  readonly matches: (record: HrmRecord) => boolean;
  /** No filter but the defaults: the count is known without counting. */
  readonly everything: boolean;
}

/** `GET /employees`, `GET /departments`: ordered by (updatedAt, id), or by id where asked (`orderBy=id`). */
export function list(store: HrmStore, type: HrmType, query: Query): Answer {
  const asked = read(query);
  if ('status' in asked) return asked;
  const shelf = store[type];
  const page: Stored[] = [];
  let more = false;
  for (const stored of from(store, type, asked)) {
    if (!asked.matches(stored.record)) continue;
    if (page.length === asked.limit) {
      more = true;
      break;
    }
    page.push(stored);
  }
  const total = asked.everything ? shelf.living : count(shelf.inOrderOfChange(asked.since), asked.matches);
  const next = more ? JSON.stringify(cursorAt(page.at(-1)!.record, asked.byId)) : 'null';
  const items = page.map(({ text }) => text).join(',');
  const body = `{"items":[${items}],"nextCursor":${next},"serverTime":"${store.serverTime()}","total":${total}}`;
  return { status: 200, body };
}

function* from(store: HrmStore, type: HrmType, { cursor, since, byId }: Asked): Iterable<Stored> {
  if (byId) return yield* store[type].inOrderOfId(cursor?.[0] === 'ids' ? cursor[1] : '');
  const [, at, id] = cursor?.[0] === 'changes' ? cursor : ['', since, ''];
  for (const stored of store[type].inOrderOfChange(at)) {
    if (stored.record.meta.updatedAt > at! || stored.record.id > id!) yield stored;
  }
}

function read(query: Query): Asked | Answer {
  const limit = Number(query.limit ?? limitDefault);
  if (!Number.isInteger(limit) || limit < 1 || limit > limitMax) {
    return problem(400, 'INVALID_LIMIT', { detail: `limit must be a whole number from 1 to ${limitMax}.` });
  }
  if (query.orderBy !== undefined && query.orderBy !== 'id' && query.orderBy !== 'updatedAt') {
    return problem(400, 'INVALID_ORDER', { detail: 'orderBy must be updatedAt or id.' });
  }
  const since = query.updatedSince ? Date.parse(query.updatedSince) : 0;
  if (Number.isNaN(since)) return problem(400, 'INVALID_SINCE', { detail: 'updatedSince must be an RFC 3339 time.' });
  const byId = query.orderBy === 'id';
  const cursor = query.cursor ? cursorOf(query.cursor) : undefined;
  if (query.cursor && cursor?.[0] !== (byId ? 'ids' : 'changes')) {
    return problem(410, 'CURSOR_EXPIRED', { detail: 'The cursor is not known; start again.' });
  }
  const sinceText = query.updatedSince ? new Date(since).toISOString() : '';
  return { limit, cursor, since: sinceText, byId, ...filters(query, byId ? sinceText : '') };
}

const equals = ['externalId', 'email', 'employeeNumber', 'code', 'departmentId', 'kind'] as const;

function filters(query: Query, since: string): Pick<Asked, 'matches' | 'everything'> {
  const deleted = query.includeDeleted === 'true';
  const activeOnly = query.includeInactive === 'false';
  const wanted = equals.flatMap((name) => (query[name] ? [[name, query[name].toLowerCase()] as const] : []));
  const matches = (record: HrmRecord): boolean =>
    (deleted || !record.meta.deleted) &&
    (!activeOnly || record.active === true) &&
    record.meta.updatedAt >= since &&
    wanted.every(([name, value]) => String(record[name] ?? '').toLowerCase() === value);
  const everything = !deleted && !activeOnly && wanted.length === 0 && !query.updatedSince;
  return { matches, everything };
}

function count(all: Iterable<Stored>, matches: Asked['matches']): number {
  let found = 0;
  for (const { record } of all) if (matches(record)) found++;
  return found;
}

function cursorAt({ id, meta }: HrmRecord, byId: boolean): string {
  const cursor: Cursor = byId ? ['ids', id] : ['changes', meta.updatedAt, id];
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function cursorOf(text: string): Cursor | undefined {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as Cursor;
  } catch {
    return undefined;
  }
}
