import type { Page, Reading } from '@samsvar/connector';
import type { GoClient } from './client.js';
import type { Lane } from './client-options.js';
import type { ApiRow } from './fields.js';
import type { ListedPage, Listing } from './listing.js';
import { earlier, laterOf, pageOf, pagesOf } from './listing.js';

/** One list that a resource is read from; a contact is read from two. */
export interface Source {
  readonly path: string;
  readonly fields: readonly string[];
}

/** What a poll remembers: the newest stamp met per list, whether one takes more than a page, polls since a full one. */
interface Cursor {
  readonly stamps: readonly string[];
  readonly paged: boolean;
  readonly polls: number;
}

export interface PollOptions {
  readonly client: GoClient;
  readonly pageSize: number;
  readonly sources: readonly Source[];
  /** The readings of some rows, one list of rows per source. */
  readonly readingsOf: (rows: readonly (readonly ApiRow[])[]) => readonly Reading[];
}

/** How a complete listing is listed. */
interface Listed {
  readonly idsOnly?: boolean;
  readonly lane?: Lane;
}

/** Cursors overlap by this much, since rows with equal stamps may be committed late. */
const overlapSeconds = 5;
/** Above one page, every so many polls is a complete listing: it sees addresses and what was deleted. */
const fullEvery = 15;

/**
 * Polls a resource. While every list fits one page a poll is a complete listing, which costs the same single request
 * and sees address edits and deletions too; above that polls are incremental with a complete one now and then.
 */
export class Poller {
  private digests: string | undefined;

  constructor(private readonly options: PollOptions) {}

  async *changes(text: string | undefined, whole = false): AsyncGenerator<Page> {
    if (whole) this.digests = undefined;
    const cursor = parse(text);
    if (cursor?.paged && cursor.polls % fullEvery !== 0) return yield* this.incremental(cursor);
    yield* this.full(cursor);
  }

  private async *full(cursor: Cursor | undefined): AsyncGenerator<Page> {
    const { client, sources } = this.options;
    const firsts = await Promise.all(sources.map((source) => pageOf(client, this.listing(source), 1)));
    if (firsts.some(({ more }) => more)) return yield* this.paged(cursor, firsts);
    const digests = firsts.map(({ digest }) => digest).join();
    const next = after(
      cursor,
      firsts.map(({ rows }) => rows),
      false,
    );
    if (digests === this.digests) return yield { readings: [], unchanged: true, complete: true, cursor: next };
    yield {
      readings: this.options.readingsOf(firsts.map(({ rows }) => rows)),
      complete: true,
      cursor: next,
      ...totalOf(firsts),
    };
    // Only now has whoever listened kept them.
    this.digests = digests;
  }

  private async *paged(cursor: Cursor | undefined, firsts: readonly ListedPage[]): AsyncGenerator<Page> {
    this.digests = undefined;
    const stamps = this.options.sources.map((_, index) => cursor?.stamps[index] ?? '');
    for await (const { readings, rows } of this.merged({}, firsts)) {
      rows.forEach((list, index) => (stamps[index] = newest(stamps[index]!, list)));
      yield { readings };
    }
    yield { readings: [], complete: true, cursor: JSON.stringify({ stamps, paged: true, polls: 1 } satisfies Cursor) };
  }

  private async *incremental(cursor: Cursor): AsyncGenerator<Page> {
    const stamps = [...cursor.stamps];
    for (const [index, source] of this.options.sources.entries()) {
      const since = cursor.stamps[index];
      const listing = { ...this.listing(source), ...(since && { changedAfter: earlier(since, overlapSeconds) }) };
      for await (const { rows } of pagesOf(this.options.client, listing)) {
        stamps[index] = newest(stamps[index] ?? '', rows);
        yield { readings: this.options.readingsOf(this.options.sources.map((_, at) => (at === index ? rows : []))) };
      }
    }
    yield { readings: [], cursor: JSON.stringify({ stamps, paged: true, polls: cursor.polls + 1 } satisfies Cursor) };
  }

  /** A complete listing in stable id order; with `idsOnly` the rows carry nothing else. */
  async *scan(idsOnly: boolean, lane: Lane = 'poll'): AsyncGenerator<Page> {
    let total: number | undefined;
    for await (const page of this.merged({ idsOnly, lane })) {
      total = page.total;
      yield { readings: page.readings };
    }
    yield { readings: [], complete: true, ...(total !== undefined && { total }) };
  }

  /** The lists of all sources side by side, cut so that rows with one id come together. */
  private async *merged(
    options: Listed = {},
    firsts: readonly ListedPage[] = [],
  ): AsyncGenerator<{ readings: readonly Reading[]; rows: readonly (readonly ApiRow[])[]; total?: number }> {
    const { client, sources, readingsOf } = this.options;
    const lists = sources.map(
      (source, index) => new Feed(pagesOf(client, this.listing(source, options), firsts[index])),
    );
    for (;;) {
      for (const list of lists) await list.fill();
      if (lists.every((list) => list.isEmpty())) return;
      const until = Math.min(...lists.map((list) => list.lastSafeId()));
      const rows = lists.map((list) => list.takeUpTo(until));
      const total = lists.length === 1 ? lists[0]!.total : undefined;
      yield { readings: readingsOf(rows), rows, ...(total !== undefined && { total }) };
    }
  }

  private listing({ path, fields }: Source, { idsOnly = false, lane = 'poll' }: Listed = {}): Listing {
    const ids = fields.filter((field) => field === 'Id' || field === 'ContactId');
    return { path, fields: idsOnly ? ids : fields, pageSize: this.options.pageSize, lane };
  }
}

/** One list, page by page, of which rows can be taken up to an id. */
class Feed {
  private rows: readonly ApiRow[] = [];
  private ended = false;
  total: number | undefined;

  constructor(private readonly pages: AsyncGenerator<ListedPage>) {}

  async fill(): Promise<void> {
    while (this.rows.length === 0 && !this.ended) {
      const next = await this.pages.next();
      if (next.done) this.ended = true;
      else {
        this.rows = next.value.rows;
        this.total = next.value.total;
        this.ended = !next.value.more;
      }
    }
  }

  isEmpty(): boolean {
    return this.rows.length === 0;
  }

  /** Up to here nothing with the same id can come on a later page. */
  lastSafeId(): number {
    return this.ended ? Number.MAX_SAFE_INTEGER : Number(this.rows.at(-1)!['Id']);
  }

  takeUpTo(id: number): readonly ApiRow[] {
    const cut = this.rows.findIndex((row) => Number(row['Id']) > id);
    const taken = cut < 0 ? this.rows : this.rows.slice(0, cut);
    this.rows = cut < 0 ? [] : this.rows.slice(cut);
    return taken;
  }
}

const newest = (stamp: string, rows: readonly ApiRow[]): string =>
  rows.reduce<string>((best, row) => laterOf(best, String(row['LastChangedDateTimeOffset'] ?? '')), stamp);

const after = (cursor: Cursor | undefined, rows: readonly (readonly ApiRow[])[], paged: boolean): string =>
  JSON.stringify({
    stamps: rows.map((list, index) => newest(cursor?.stamps[index] ?? '', list)),
    paged,
    polls: 1,
  } satisfies Cursor);

const parse = (text: string | undefined): Cursor | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as Cursor);

const totalOf = (pages: readonly ListedPage[]): { total?: number } =>
  pages.length === 1 && pages[0]!.total !== undefined ? { total: pages[0]!.total } : {};
