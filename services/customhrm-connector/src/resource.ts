import type { RecordRef, Resource as ResourceName } from '@samsvar/contracts';
import type { Abilities, Birth, Page, Reading, Resource, Written, WriteTo } from '@samsvar/connector';
import { isVerdict, RetryLater, Unanswered } from '@samsvar/connector';
import type { Answer } from './answer.js';
import type { HrmClient } from './client.js';
import { jsonOf } from './answer.js';
import type { Profile } from './profile-schema.js';
import { bearerOf, refusalsOf } from './refusal.js';
import { at, Shape } from './shape.js';

export interface HrmResourceOptions {
  readonly name: 'employee' | 'department';
  readonly profile: Profile;
  readonly client: HrmClient;
  /** Narrows the profile's own overlap of two polls. */
  readonly overlapSeconds?: number;
}

/** One resource of an HRM behind the connector's port, as its profile describes it. */
export class HrmResource implements Resource {
  readonly name: ResourceName;
  readonly abilities: Abilities;
  private readonly shape: Shape;

  constructor(private readonly options: HrmResourceOptions) {
    this.name = options.name;
    this.shape = new Shape(options.profile.resources[options.name]);
    this.abilities = {
      enforcesVersion: true,
      jsonPatchTest: false,
      idempotentCreate: true,
      findsReference: true,
      settleAfterMs: 0,
      concurrency: options.profile.limits.concurrency,
    };
  }

  /** One stamp covers the whole record: an observation that is older is dropped. */
  stampOf(): string {
    return 'record';
  }

  /** What changed since the newest stamp met, less the overlap; the cursor comes from the data, never from a clock. */
  async *changes(cursor: string | undefined): AsyncGenerator<Page> {
    const { since, tombstones } = this.shape.profile.list;
    const overlapSeconds = this.options.overlapSeconds ?? since.overlapSeconds;
    const query = !cursor ? {} : { [since.param]: earlier(cursor, overlapSeconds), ...tombstones?.query };
    yield* this.pages(query, cursor);
  }

  async *scan(): AsyncGenerator<Page> {
    for await (const page of this.pages(this.shape.profile.list.scan, undefined)) {
      yield page.cursor === undefined ? page : { ...page, complete: true };
    }
  }

  /** Pages of a listing; the last one carries the newest stamp met. */
  private async *pages(query: Readonly<Record<string, string>>, cursor: string | undefined): AsyncGenerator<Page> {
    const { list } = this.shape.profile;
    let newest = cursor ?? '';
    let next: string | undefined;
    do {
      const asked = new URLSearchParams({ ...list.query, ...query, [list.limit.param]: String(list.limit.max) });
      if (next !== undefined) asked.set(list.cursor.param, next);
      const body = await this.listed(`${list.path}?${asked.toString()}`);
      const rows = at(body, list.items) as readonly unknown[];
      const readings = rows.filter((row) => !this.shape.isTombstone(row)).map((row) => this.shape.reading(row));
      const gone = rows.filter((row) => this.shape.isTombstone(row)).map((row) => this.shape.reading(row));
      for (const { stamps } of [...readings, ...gone]) if (stamps['record']! > newest) newest = stamps['record']!;
      const more = at(body, list.cursor.from);
      next = typeof more === 'string' && more !== '' ? more : undefined;
      const total = list.total === undefined ? undefined : at(body, list.total);
      yield {
        readings,
        ...(gone.length > 0 && { gone: gone.map(({ id }) => id) }),
        ...(typeof total === 'number' && { total }),
        ...(next === undefined && { cursor: newest }),
      };
    } while (next !== undefined);
  }

  private async listed(path: string): Promise<unknown> {
    const answer = await this.options.client.call({ method: 'GET', path });
    const body = answer.status === 200 ? jsonOf(answer) : undefined;
    const rows = at(body, this.shape.profile.list.items);
    if (!Array.isArray(rows) || !rows.every((row) => this.shape.namesRecord(row))) {
      throw new RetryLater(`the HRM answered ${answer.status} and no list of ${this.name}s`, 10_000);
    }
    return body;
  }

  async read({ id }: RecordRef): Promise<Reading | undefined> {
    const answer = await this.options.client.call({ method: 'GET', path: this.pathOf(id) });
    if (isGone(answer) || this.shape.isTombstone(jsonOf(answer))) return undefined;
    const reading = this.stored(answer);
    if (reading?.id === id) return reading;
    throw new RetryLater(`the HRM answered ${answer.status} and not this ${this.name}`, 5_000);
  }

  async find(reference: string): Promise<Reading | undefined> {
    const { list, reference: asked } = this.shape.profile;
    const query = new URLSearchParams({ ...list.query, [asked.param]: reference });
    const body = await this.listed(`${list.path}?${query.toString()}`);
    const readings = (at(body, list.items) as readonly unknown[]).map((row) => this.shape.reading(row));
    const bearer = readings.find((reading) => reading.reference === reference);
    // Somebody who does not understand the question may answer with everybody.
    if (!bearer && readings.length > 0) throw new RetryLater(`the HRM found ${this.name}s we did not ask for`, 30_000);
    return bearer;
  }

  async create({ values, reference, key, mayGo }: Birth): Promise<Written> {
    const { body, refusals } = this.shape.body(values);
    if (refusals.length > 0) return { outcome: 'refused', refusals };
    const { createPath, reference: borne } = this.shape.profile;
    const answer = await this.options.client.call({
      method: 'POST',
      path: createPath,
      body: { ...body, [borne.field]: reference },
      headers: { 'idempotency-key': key },
      mayGo,
    });
    if (answer.status === 201 || answer.status === 200) return this.done(answer);
    requireVerdict(answer);
    const bearer = bearerOf(answer, this.shape);
    return bearer === undefined
      ? { outcome: 'refused', refusals: refusalsOf(answer, this.shape) }
      : { outcome: 'exists', id: bearer };
  }

  async update({ ref, values, version, mayGo }: WriteTo): Promise<Written> {
    const { body, refusals } = this.shape.body(values);
    if (refusals.length > 0) return { outcome: 'refused', refusals };
    const answer = await this.options.client.call({
      method: 'PATCH',
      path: this.pathOf(ref.id),
      body,
      type: 'application/merge-patch+json',
      headers: { 'if-match': version ?? '' },
      mayGo,
    });
    if (answer.status === 200) return this.done(answer, ref.id);
    requireVerdict(answer);
    if (answer.status === 412) return { outcome: 'stale' };
    if (isGone(answer)) return { outcome: 'gone' };
    return { outcome: 'refused', refusals: refusalsOf(answer, this.shape) };
  }

  deactivate(write: WriteTo): Promise<Written> {
    return this.update({ ...write, values: this.shape.profile.deactivate });
  }

  private pathOf(id: string): string {
    return this.shape.profile.path.replace('{id}', encodeURIComponent(id));
  }

  /** A good answer to a write says what is stored; one that does not comes from somebody between. */
  private done(answer: Answer, id?: string): Written {
    const reading = this.stored(answer);
    if (!reading || (id !== undefined && reading.id !== id))
      throw new Unanswered(`the HRM answered ${answer.status} to a write, and not what it stores`);
    return { outcome: 'done', reading };
  }

  private stored(answer: Answer): Reading | undefined {
    const row = jsonOf(answer);
    return this.shape.namesRecord(row) ? this.shape.reading(row) : undefined;
  }
}

/** The HRM's own word that there is no such record; the page of somebody between is none. */
const isGone = (answer: Answer): boolean =>
  (answer.status === 404 || answer.status === 410) && isVerdict(answer.status, answer.headers['content-type']);

/** Throws where an answer to a write is not the HRM's own: it may have been applied. */
function requireVerdict({ status, headers }: Answer): void {
  if (!isVerdict(status, headers['content-type'])) throw new Unanswered(`the HRM answered ${status} to a write`);
}

/** A stamp some seconds earlier. */
const earlier = (stamp: string, seconds: number): string => {
  const ms = Date.parse(stamp);
  return Number.isNaN(ms) ? stamp : new Date(ms - seconds * 1_000).toISOString();
};
