import type { Answer } from '../doors/answer.js';
import type { Row } from './rows.js';
import { problem } from './problem.js';

/** Query parameters by lower-cased name; ASP.NET matches names in any case. */
export type Query = Readonly<Record<string, string>>;

/** The common parameters of a list (`ResourceParameters`). */
export interface Paging {
  readonly page: number;
  readonly size: number;
  /** Property names in their own spelling; none means all. */
  readonly fields: readonly string[];
  readonly order: readonly { readonly name: string; readonly falling: boolean }[];
}

export const pageSizeDefault = 5000;
export const pageSizeMax = 20_000;

/** Reads the common parameters against the names a row has, or answers what is wrong with them. */
export function readPaging(query: Query, names: readonly string[]): Paging | Answer {
  const odata = Object.keys(query).find((name) => name.startsWith('$'));
  if (odata) return wrong(`${odata} is not supported.`);
  const page = Number(query.pagenumber || 1);
  const size = Number(query.pagesize || pageSizeDefault);
  if (!Number.isInteger(page) || page < 1) return wrong('PageNumber in resourceParameter is not valid.');
  if (!Number.isInteger(size) || size < 1) return wrong('PageSize in resourceParameter is not valid.');
  if (size > pageSizeMax) return wrong(`PageSize in resourceParameter must not exceed ${pageSizeMax}.`);
  const fields = split(query.fields).map((name) => spelled(names, name));
  if (fields.includes(undefined)) return wrong('Fields property in resourceParameter is not formatted correct.');
  const order = split(query.orderby).map((each) => {
    const [name = '', way = 'asc', ...rest] = each.split(/\s+/);
    const known = /^(asc|desc)$/i.test(way) && rest.length === 0 ? spelled(names, name) : undefined;
    return known === undefined ? undefined : { name: known, falling: way.toLowerCase() === 'desc' };
  });
  if (order.includes(undefined)) return wrong('OrderBy property in resourceParameter is not formatted correct.');
  return { page, size, fields: fields as string[], order: order as Paging['order'] };
}

const wrong = (detail: string): Answer => problem(400, 'Invalid resourceParameter', detail);
const split = (list: string | undefined): string[] => (list?.trim() ? list.split(',').map((each) => each.trim()) : []);
const spelled = (names: readonly string[], name: string): string | undefined =>
  names.find((each) => each.toLowerCase() === name.toLowerCase());

/** Whether a listing is in the order of ids already, which the store's own order is. */
export const byId = ({ order }: Paging): boolean =>
  order.length === 0 || (order[0]!.name === 'Id' && !order[0]!.falling);

/** Compares rows as `OrderBy` says; empty sorts first, equal rows stay in the order of ids. */
export function inOrder(order: Paging['order']): (a: Row, b: Row) => number {
  return (a, b) => {
    for (const { name, falling } of order) {
      const [x, y] = [a[name] ?? '', b[name] ?? ''] as [string, string];
      if (x !== y) return x < y === falling ? 1 : -1;
    }
    return 0;
  };
}

/** The `X-Pagination` header; `nextPageLink` only while more pages follow (reference/poweroffice-go.md 4). */
export function pagination(url: string, { page, size }: Paging, total: number): string {
  const totalPages = Math.ceil(total / size);
  const link = (to: number): string => {
    const at = new URL(url);
    for (const name of [...at.searchParams.keys()]) if (/^pagenumber$/i.test(name)) at.searchParams.delete(name);
    at.searchParams.set('PageNumber', String(to));
    return at.href;
  };
  return JSON.stringify({
    totalCount: total,
    pageSize: size,
    currentPage: page,
    totalPages,
    ...(page > 1 && totalPages > 0 ? { previousPageLink: link(Math.min(page - 1, totalPages)) } : {}),
    ...(page < totalPages ? { nextPageLink: link(page + 1) } : {}),
  });
}
