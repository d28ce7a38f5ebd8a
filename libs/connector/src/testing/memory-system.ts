import type { RecordRef, System, Values } from '@samsvar/contracts';
import type { Abilities, Birth, Connection, Page, Reading, Resource, Written, WriteTo } from '../port.js';

/** What the memory system was asked to do. */
export interface Asked {
  readonly what: 'read' | 'list' | 'create' | 'update';
  readonly id?: string;
}

/** Stands in the way of a call: it may wait, or throw what the port allows. */
export type Obstacle = (asked: Asked) => Promise<void> | void;

interface Stored {
  readonly values: Values;
  readonly version: number;
  readonly reference?: string;
}

/** A system in memory behind the port, with versions it enforces, for trying the runtime around it. */
export class MemorySystem implements Resource, Connection {
  readonly name = 'department' as const;
  readonly tenant = 'default';
  readonly resources = [this];
  readonly asked: Asked[] = [];
  /** Met before a call is carried out, and after it, before its answer. */
  before: Obstacle = () => undefined;
  after: Obstacle = () => undefined;
  problems: readonly string[] = [];
  /** Ids that listings leave out, by mistake. */
  skipped: readonly string[] = [];
  /** What a listing of changes says is deleted, and that such a listing is never complete. */
  tombstones: readonly string[] | undefined;
  markOf?: Resource['markOf'];
  private readonly stored = new Map<string, Stored>();
  private readonly deleted = new Map<string, Stored>();
  private ticks = 0;

  constructor(public abilities: Abilities) {}

  /** A person's hand. */
  put(id: string, values: Values): void {
    this.keep(id, { ...this.stored.get(id)?.values, ...values });
  }

  /** A person deletes it; `restore` brings it back as it was. */
  remove(id: string): void {
    const stored = this.stored.get(id);
    if (!stored) return;
    this.deleted.set(id, stored);
    this.stored.delete(id);
  }

  restore(id: string): void {
    const stored = this.deleted.get(id);
    if (stored) this.stored.set(id, stored);
    this.deleted.delete(id);
  }

  /** A backup of now; whoever calls the answer restores it. */
  backup(): () => void {
    const then = new Map(this.stored);
    return () => {
      this.stored.clear();
      for (const [id, stored] of then) this.stored.set(id, stored);
    };
  }

  /** Another company's data stand where this one's stood. */
  becomesAnother(records: Readonly<Record<string, Values>>): void {
    this.stored.clear();
    for (const [id, values] of Object.entries(records)) this.put(id, values);
  }

  valuesOf(id: string): Values | undefined {
    return this.stored.get(id)?.values;
  }

  count(what: Asked['what']): number {
    return this.asked.filter((one) => one.what === what).length;
  }

  stampOf(): string | null {
    return 'record';
  }

  async *changes(): AsyncGenerator<Page> {
    for await (const page of this.scan()) {
      const { complete: _, total: __, ...part } = page;
      yield this.tombstones ? { ...part, gone: this.tombstones } : page;
    }
  }

  async *scan(): AsyncGenerator<Page> {
    const readings = await this.call({ what: 'list' }, () =>
      [...this.stored.keys()]
        .filter((id) => !this.skipped.includes(id))
        .sort()
        .map((id) => this.reading(id)!),
    );
    yield { readings, complete: true, total: readings.length, cursor: String(this.ticks) };
  }

  read({ id }: RecordRef): Promise<Reading | undefined> {
    return this.call({ what: 'read', id }, () => this.reading(id));
  }

  find(reference: string): Promise<Reading | undefined> {
    return this.call({ what: 'list' }, () => this.bearerOf(reference));
  }

  create({ values, reference }: Birth): Promise<Written> {
    return this.call({ what: 'create' }, () => {
      const bearer = this.bearerOf(reference);
      const reading = bearer ?? this.keep(`b${++this.ticks}`, values, reference);
      return { outcome: 'done', reading };
    });
  }

  update({ ref: { id }, values, version }: WriteTo): Promise<Written> {
    return this.call({ what: 'update', id }, () => {
      const before = this.stored.get(id);
      if (!before) return { outcome: 'gone' };
      if (version !== String(before.version)) return { outcome: 'stale' };
      return { outcome: 'done', reading: this.keep(id, { ...before.values, ...values }, before.reference) };
    });
  }

  deactivate(write: WriteTo): Promise<Written> {
    return this.update({ ...write, values: { active: false } });
  }

  check(): Promise<readonly string[]> {
    return Promise.resolve(this.problems);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async call<T>(asked: Asked, act: () => T): Promise<T> {
    this.asked.push(asked);
    await this.before(asked);
    const answer = act();
    await this.after(asked);
    return answer;
  }

  private keep(id: string, values: Values, reference = this.stored.get(id)?.reference): Reading {
    this.stored.set(id, { values, version: ++this.ticks, ...(reference !== undefined && { reference }) });
    return this.reading(id)!;
  }

  private bearerOf(reference: string): Reading | undefined {
    return [...this.stored].flatMap(([id, stored]) => (stored.reference === reference ? this.reading(id)! : []))[0];
  }

  private reading(id: string): Reading | undefined {
    const stored = this.stored.get(id);
    if (!stored) return undefined;
    const { values, version, reference } = stored;
    const stamps = { record: stampAt(version) };
    return { id, values, stamps, version: String(version), ...(reference !== undefined && { reference }) };
  }
}

/** The stamp of a version; they are an hour apart, which is more than reads lag. */
export const stampAt = (version: number): string => new Date(Date.UTC(2026, 0, 1, version)).toISOString();

/** An HRM's abilities. */
export const strong: Abilities = {
  enforcesVersion: true,
  jsonPatchTest: false,
  idempotentCreate: true,
  findsReference: true,
  settleAfterMs: 0,
  concurrency: 8,
};
export const memorySystemName: System = 'customhrm';
