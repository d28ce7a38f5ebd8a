import { createHash } from 'node:crypto';
import { RetryLater } from '@samsvar/connector';
import { jsonOf } from './answer.js';
import type { GoClient } from './client.js';
import type { Lane } from './client-options.js';
import { type ApiRow, namesRecord } from './fields.js';

/** What to list: the path, the properties, and where to begin for an incremental listing. */
export interface Listing {
  readonly path: string;
  readonly fields: readonly string[];
  readonly pageSize: number;
  /** Only rows whose stamp is strictly greater. */
  readonly changedAfter?: string;
  /** What its requests are for. */
  readonly lane?: Lane;
}

export interface ListedPage {
  readonly rows: readonly ApiRow[];
  /** A digest of the bytes: equal bytes, equal rows. */
  readonly digest: string;
  readonly more: boolean;
  readonly total: number | undefined;
}

/** The pages of a listing in stable id order, one request each; the first may have been read already. */
export async function* pagesOf(client: GoClient, listing: Listing, first?: ListedPage): AsyncGenerator<ListedPage> {
  let page = first ?? (await pageOf(client, listing, 1));
  for (let number = 2; ; number++) {
    yield page;
    if (!page.more) return;
    page = await pageOf(client, listing, number);
  }
}

/** One page: a bare array, or 204 for nothing. */
export async function pageOf(client: GoClient, listing: Listing, number: number): Promise<ListedPage> {
  const answer = await client.get(`${listing.path}?${query(listing, number)}`, listing.lane ?? 'poll');
  if (answer.status !== 200 && answer.status !== 204) {
    throw new RetryLater(`PowerOffice Go answered ${answer.status} to the list of ${listing.path.slice(1)}`, 30_000);
  }
  const rows = jsonOf(answer) ?? [];
  if (!Array.isArray(rows) || !rows.every(namesRecord)) {
    throw new RetryLater(`PowerOffice Go answered no list of ${listing.path.slice(1)}`, 30_000);
  }
  const paging = pagingOf(answer.headers['x-pagination'], rows.length === listing.pageSize);
  const digest = createHash('sha1').update(answer.body).digest('base64');
  return { rows: rows as ApiRow[], digest, more: rows.length > 0 && paging.more, total: paging.total };
}

function query({ fields, pageSize, changedAfter }: Listing, number: number): string {
  const asked = new URLSearchParams({
    PageNumber: String(number),
    PageSize: String(pageSize),
    OrderBy: 'Id',
    Fields: fields.join(','),
  });
  if (changedAfter !== undefined) asked.set('lastChangedDateTimeOffsetGreaterThan', changedAfter);
  return asked.toString();
}

/** What the header says of the pages. Without one a full page may be followed by another: asking is safe. */
function pagingOf(header: string | string[] | undefined, full: boolean): { more: boolean; total: number | undefined } {
  try {
    const said = JSON.parse(String(header)) as { nextPageLink?: unknown; totalCount?: unknown };
    const more = typeof said.nextPageLink === 'string' && said.nextPageLink !== '';
    return { more, total: typeof said.totalCount === 'number' ? said.totalCount : undefined };
  } catch {
    return { more: full, total: undefined };
  }
}

/** A stamp some seconds earlier, its seven digits kept: stamps are never turned into a `Date` and back. */
export const earlier = (stamp: string, seconds: number): string =>
  `${new Date(Date.parse(`${stamp.slice(0, 19)}Z`) - seconds * 1_000).toISOString().slice(0, 19)}${stamp.slice(19)}`;

export const laterOf = (a: string | undefined, b: string): string => (a === undefined || b > a ? b : a);
