import { TickStamps } from '../clock.js';
import type { Clock } from '../clock.js';
import type { Journal } from '../journal.js';
import type { Contact, Plain, RoleName } from './record.js';
import { roleNames } from './record.js';
import { Versions } from './versions.js';

/** The kinds of record the store keeps; the journal names them so. */
export type Shelf = 'departments' | 'persons' | 'contacts';

/** What a store is opened with. */
export interface StoreSetting {
  readonly tenant: string;
  readonly clock: Clock;
  readonly journal: Journal;
}

/**
 * One client's PowerOffice Go: departments, contact persons and contacts, with the unique keys of each. Every change is
 * in the journal before it is in memory.
 */
export class PowerOfficeStore {
  readonly departments = new Versions<Plain>();
  readonly persons = new Versions<Plain>();
  readonly contacts = new Versions<Contact>();
  readonly #stamps = new TickStamps();
  readonly #taken = new Map<string, number>();
  /** What was deleted since the start, as it was. */
  readonly #bin = new Map<string, Plain | Contact>();
  readonly #highest: Record<string, number> = {};
  /** Moves when a department's code or an employee's number does, which rows of others show. */
  referenceEpoch = 0;

  constructor(private readonly setting: StoreSetting) {}

  stamp(): string {
    return this.#stamps.next(this.setting.clock.now());
  }

  /** The next id of a shelf, of addresses, or the next number of a role's series. Ids are never used twice. */
  next(series: Shelf | 'addresses' | RoleName, first: number): number {
    const next = Math.max(first, (this.#highest[series] ?? 0) + 1);
    this.#highest[series] = next;
    return next;
  }

  /** Who bears a unique key, such as `employee/reference/X`. */
  holder(key: string): number | undefined {
    return this.#taken.get(key);
  }

  saveDepartment(state: Plain): void {
    this.#journal('departments', state.id, state);
    this.restore('departments', state.id, state, this.setting.clock.now());
  }

  savePerson(state: Plain): void {
    this.#journal('persons', state.id, state);
    this.restore('persons', state.id, state, this.setting.clock.now());
  }

  saveContact(state: Contact): void {
    this.#journal('contacts', state.id, state);
    this.restore('contacts', state.id, state, this.setting.clock.now());
  }

  delete(shelf: Shelf, id: number): void {
    const before = (this[shelf] as Versions<Plain | Contact>).primary(id);
    if (before) this.#bin.set(`${shelf}/${id}`, before);
    this.#journal(shelf, id, null);
    this.restore(shelf, id, null, this.setting.clock.now());
  }

  /** Brings a deleted record back as it was, as only a backup does; false where there is none since the last start. */
  undelete(shelf: Shelf, id: number): boolean {
    const before = this.#bin.get(`${shelf}/${id}`);
    if (!before) return false;
    this.#bin.delete(`${shelf}/${id}`);
    this.#journal(shelf, id, before);
    this.restore(shelf, id, before, this.setting.clock.now());
    return true;
  }

  /** Puts a state in memory only: what the journal kept and sample data (`at` 0: known to every replica). */
  restore(shelf: Shelf, id: number, state: Plain | Contact | null, at: number): void {
    const versions = this[shelf] as Versions<Plain | Contact>;
    const before = versions.primary(id);
    this.#highest[shelf] = Math.max(this.#highest[shelf] ?? 0, id);
    if (state) versions.put(state, at);
    else versions.delete(id, at);
    this.#index(shelf, before, state ?? undefined);
  }

  /** Puts the records in the order of their ids again, after a state file was read. */
  sort(): void {
    for (const versions of [this.departments, this.persons, this.contacts]) versions.sort();
  }

  #index(shelf: Shelf, before: Plain | Contact | undefined, after: Plain | Contact | undefined): void {
    const [old, now] = [keysOf(shelf, before), keysOf(shelf, after)];
    for (const key of old) {
      if (now.includes(key)) continue;
      this.#taken.delete(key);
      if (before && after) this.referenceEpoch++;
    }
    if (!after) return;
    for (const key of now) this.#taken.set(key, after.id);
    for (const stamp of stampsOf(after)) this.#stamps.met(stamp);
    this.#meetNumbers(after);
  }

  #meetNumbers(after: Plain | Contact): void {
    const { address } = after;
    if (address?.Id) this.#highest.addresses = Math.max(this.#highest.addresses ?? 0, address.Id);
    if (!('roles' in after)) return;
    for (const name of roleNames) {
      const number = after.roles[name]?.values.Number;
      if (typeof number === 'number') this.#highest[name] = Math.max(this.#highest[name] ?? 0, number);
    }
  }

  #journal(shelf: Shelf, id: number, state: Plain | Contact | null): void {
    this.setting.journal.append(`${this.setting.tenant}/powerofficego/${shelf}/${id}`, JSON.stringify(state));
  }
}

/** The keys that must be unique: a reference and numbers per role class, a department's code, a person's code. */
function keysOf(shelf: Shelf, state: Plain | Contact | undefined): string[] {
  if (!state) return [];
  if (!('roles' in state)) {
    const code = shelf === 'departments' ? state.values.Code : state.values.ExternalCode;
    return code ? [`${shelf}/${String(code).toLowerCase()}`] : [];
  }
  return roleNames.flatMap((name) => {
    const values = state.roles[name]?.values;
    if (!values) return [];
    const keys = [`${name}/number/${String(values.Number)}`];
    if (values.ExternalImportReference) keys.push(`${name}/reference/${String(values.ExternalImportReference)}`);
    if (values.ExternalNumber) keys.push(`${name}/external/${String(values.ExternalNumber)}`);
    return keys;
  });
}

function stampsOf(state: Plain | Contact): string[] {
  if (!('roles' in state)) return [state.changed];
  const roles = roleNames.flatMap((name) => state.roles[name]?.changed ?? []);
  return [...roles, ...(state.address?.LastChangedDateTimeOffset ? [state.address.LastChangedDateTimeOffset] : [])];
}
