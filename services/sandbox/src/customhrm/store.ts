import { MilliStamps } from '../clock.js';
import type { Clock } from '../clock.js';
import type { Journal } from '../journal.js';
import { Shelf } from './shelf.js';
import type { HrmRecord, HrmType } from './record.js';
import { Stored } from './record.js';

/** A create as it was answered, kept under its Idempotency-Key: the same request gets the same answer again. */
export interface Done {
  /** A digest of the body that was sent. */
  readonly digest: string;
  readonly stored: Stored;
}

/** What a store is opened with. */
export interface HrmSetting {
  readonly tenant: string;
  readonly clock: Clock;
  readonly journal: Journal;
}

/** One tenant's Custom HRM. A change is in the journal before it is in memory, and visible to every read at once. */
export class HrmStore {
  readonly employees = new Shelf('E');
  readonly departments = new Shelf('D');
  readonly #stamps = new MilliStamps();
  readonly #done = new Map<string, Done>();

  constructor(private readonly setting: HrmSetting) {}

  get(type: HrmType, id: string): Stored | undefined {
    return this[type].get(id);
  }

  alive(type: HrmType, id: string): boolean {
    return this[type].get(id)?.record.meta.deleted === false;
  }

  serverTime(): string {
    return this.#stamps.serverTime(this.setting.clock.now());
  }

  done(type: HrmType, key: string): Done | undefined {
    return this.#done.get(`${type}/${key}`);
  }

  /** Stores a new record; `key` and `digest` are the Idempotency-Key's, where one was sent. */
  create(type: HrmType, values: object, key?: string, digest = ''): Stored {
    const now = this.#stamps.next(this.setting.clock.now());
    const meta = { createdAt: now, updatedAt: now, version: 1, deleted: false, deletedAt: null };
    const record = { id: this[type].nextId(), ...values, meta } as HrmRecord;
    const text = JSON.stringify(record);
    const stored = new Stored(record, text);
    const { journal } = this.setting;
    if (key === undefined) journal.append(this.#key(type, record.id), text);
    else journal.append(this.#key(type, `key/${key}`), `{"digest":"${digest}","record":${text}}`);
    this[type].put(stored);
    if (key !== undefined) this.#done.set(`${type}/${key}`, { digest, stored });
    return stored;
  }

  /** Stores the next state of a record, which may be its end. */
  update(type: HrmType, before: HrmRecord, values: object, deleted = false): Stored {
    const updatedAt = this.#stamps.next(this.setting.clock.now());
    const version = before.meta.version + 1;
    const meta = { ...before.meta, updatedAt, version, deleted, deletedAt: deleted ? updatedAt : null };
    const record = { ...before, ...values, meta } as HrmRecord;
    const text = JSON.stringify(record);
    this.setting.journal.append(this.#key(type, record.id), text);
    const stored = deleted ? new Stored(record) : new Stored(record, text);
    this[type].put(stored);
    return stored;
  }

  /** Puts a record in memory only: what the journal kept, and sample data. */
  restore(type: HrmType, record: HrmRecord): void {
    this.#stamps.met(record.meta.updatedAt);
    this[type].put(new Stored(record));
  }

  restoreDone(type: HrmType, key: string, { digest, record }: { digest: string; record: HrmRecord }): void {
    this.#done.set(`${type}/${key}`, { digest, stored: new Stored(record) });
    if (!this[type].get(record.id)) this.restore(type, record);
  }

  #key(type: HrmType, name: string): string {
    return `${this.setting.tenant}/customhrm/${type}/${name}`;
  }
}
