import type { ContactRole, Resource, Values } from '@samsvar/contracts';
import { contactRoles } from '@samsvar/contracts';
import type { Reading } from '@samsvar/connector';
import type { Faults } from './faults.js';
import { masked, readingOf, shownBy } from './pogo-reading.js';
import {
  isAddress,
  type Overwritten,
  type Patch,
  placeOf,
  type PogoRecord,
  type Version,
  versionOf,
} from './pogo-record.js';
import type { Moment, Trace } from './trace.js';

/**
 * PowerOffice Go as the simulated world has it: one store of contacts behind two roles, stamps that address edits do
 * not move, and reads from a replica that lags up to `lagMs` and goes back in time. Fields of a contact are named
 * `shared.X`, `employee.X`, `customer.X`; other resources' by their own name.
 */
export class PogoEnd {
  private readonly store = new Map<string, Version[]>();
  private ticks = 1;
  /** Departments made by requests that nobody waited for any more. */
  readonly bornLate = new Set<string>();
  writes = 0;
  /** Every write of ours that was carried out. */
  readonly written: (Pick<Patch, 'resource' | 'id' | 'values' | 'role'> & Moment)[] = [];

  constructor(
    private readonly faults: Faults,
    readonly trace: Trace,
    /**
     * Told of an edit that a write of ours replaces unseen: where no rule can help (agreement-model.md, R1 and late).
     */
    private readonly overwrites: (over: Overwritten) => unknown,
    /** Whether JSON Patch honours `test`, so that a write goes out only against what was expected (W2, else W1). */
    readonly honoursTest = true,
  ) {}

  add(record: Omit<PogoRecord, 'stamps'>, at = -1_000_000): PogoRecord {
    const names = record.resource === 'contact' ? [...record.roles, 'address'] : ['record'];
    const tick = this.ticks++;
    const stamps = Object.fromEntries(names.map((name) => [name, tick]));
    const added = { ...record, stamps };
    this.store.set(`${record.resource}/${record.id}`, [versionOf(added, at)]);
    return added;
  }

  all(): readonly PogoRecord[] {
    return [...this.store.values()].map((versions) => versions.at(-1)!.record);
  }

  /** What is really stored. */
  stored(resource: Resource, id: string): PogoRecord {
    return this.store.get(`${resource}/${id}`)!.at(-1)!.record;
  }

  /** What was stored in the beginning. */
  first(resource: Resource, id: string): PogoRecord {
    return this.store.get(`${resource}/${id}`)![0]!.record;
  }

  /** A person edits, or our PATCH is applied. */
  set(resource: Resource, id: string, values: Values, now: number): PogoRecord {
    const versions = this.store.get(`${resource}/${id}`)!;
    const before = versions.at(-1)!.record;
    const changed = Object.keys(values).filter((field) => before.values[field] !== values[field]);
    if (changed.length === 0) return before;
    const tick = this.tickFor(before);
    if (changed.some((field) => this.stampsOf(before, field).length === 0)) this.faults.hit('stampNotMoved');
    const moved = Object.fromEntries(
      changed.flatMap((field) => this.stampsOf(before, field)).map((name) => [name, tick]),
    );
    const record = { ...before, values: { ...before.values, ...values }, stamps: { ...before.stamps, ...moved } };
    versions.push(versionOf(record, now));
    return record;
  }

  /** The stamp of an edit: later than any the record had, though another record's may be equal. */
  private tickFor({ stamps }: PogoRecord): number {
    const last = this.ticks - 1;
    const isLater = Object.values(stamps).every((stamp) => stamp < last);
    return isLater && this.faults.strikes('stampsEqual') ? last : this.ticks++;
  }

  /** A person saves a record without changing anything: its stamps move all the same. */
  touch(resource: Resource, id: string, now: number): void {
    const versions = this.store.get(`${resource}/${id}`)!;
    const before = versions.at(-1)!.record;
    const tick = this.ticks++;
    const names = Object.keys(before.stamps).filter((name) => name !== 'address');
    const stamps = { ...before.stamps, ...Object.fromEntries(names.map((name) => [name, tick])) };
    versions.push(versionOf({ ...before, stamps }, now));
  }

  /** A contact takes on a role, with what belongs to it. */
  join(id: string, role: ContactRole, values: Values, now: number): void {
    const versions = this.store.get(`contact/${id}`)!;
    const before = versions.at(-1)!.record;
    const roles = contactRoles.filter((one) => one === role || before.roles.includes(one));
    const stamps = { ...before.stamps, [role]: this.ticks++ };
    versions.push(versionOf({ ...before, roles, values: { ...before.values, ...values }, stamps }, now));
  }

  /** A person deletes a record, or brings it back as it was. */
  remove(resource: Resource, id: string, gone: boolean, now: number): void {
    const versions = this.store.get(`${resource}/${id}`)!;
    versions.push(versionOf({ ...versions.at(-1)!.record, gone }, now));
  }

  /** A contact leaves a role and lives on in another. */
  leave(id: string, role: ContactRole, now: number): void {
    const versions = this.store.get(`contact/${id}`)!;
    const before = versions.at(-1)!.record;
    versions.push(versionOf({ ...before, roles: before.roles.filter((one) => one !== role) }, now));
  }

  private stampsOf(record: PogoRecord, field: string): readonly string[] {
    if (record.resource !== 'contact') return isAddress(field) ? [] : ['record'];
    const [part, name] = field.split('.', 2) as [string, string];
    if (isAddress(field.slice(part.length + 1))) return ['address'];
    return part === 'shared' && name !== '' ? record.roles : [part];
  }

  /** The state a replica shows: some moment within the lag, not always a later one than before. */
  private replica(now: number): number {
    return this.faults.mayStrike('staleRead') ? now - this.faults.size('staleRead', this.faults.lagMs) : now;
  }

  /** None where it had not been born by then. */
  private versionAt(versions: readonly Version[], at: number): Version | undefined {
    const newest = versions.at(-1)!;
    if (newest.at <= at) return newest;
    this.faults.hit('staleRead');
    return versions.findLast((version) => version.at <= at);
  }

  /** A listing of a resource (of a contact's role) as some replica has it, in id order. */
  list(resource: Resource, role: ContactRole | undefined, now: number): readonly Reading[] {
    const at = this.replica(now);
    const shown: Reading[] = [];
    for (const versions of this.store.values()) {
      if (versions[0]!.record.resource !== resource) continue;
      const version = this.versionAt(versions, at);
      if (version && !version.record.gone && (!role || version.record.roles.includes(role)))
        shown.push(this.readable(shownBy(version, role)));
    }
    return shown;
  }

  /** What some replica has of a record; nothing where it has not heard of the role yet. */
  read(resource: Resource, id: string, role: ContactRole | undefined, now: number): Reading | undefined {
    const version = this.versionAt(this.store.get(`${resource}/${id}`)!, this.replica(now));
    if (!version) return undefined;
    const { record } = version;
    if (record.gone) return undefined;
    if (role && !record.roles.includes(role)) return undefined;
    return this.readable(shownBy(version, resource === 'contact' ? (role ?? record.roles[0]) : undefined));
  }

  /** A reading as it is answered: some of it may be masked. */
  private readable(reading: Reading): Reading {
    return this.faults.strikes('valueMasked') ? masked(reading) : reading;
  }

  /**
   * A PATCH with one `test` per field, judged on the primary; `values` are flat native names as they are sent. A late
   * one (sent at `begunAt`) may meet a value that was changed and put back: then nothing can hold it back.
   */
  patch(write: Patch, now: number): Reading | undefined {
    const { resource, id, expected, begunAt } = write;
    const before = this.stored(resource, id);
    const place = (field: string) => placeOf(resource, field, write.role);
    const held = (field: string) => before.values[place(field)] ?? null;
    const differing = Object.keys(expected).filter((field) => held(field) !== expected[field]);
    if (differing.length > 0 && this.honoursTest) return undefined;
    if (!this.honoursTest) this.faults.hit('patchUntested');
    const unseen = new Set([...differing, ...(begunAt === undefined ? [] : Object.keys(write.values))]);
    for (const field of unseen) {
      this.overwrites({ id, field: place(field), value: held(field), isLate: begunAt !== undefined });
    }
    this.writes++;
    this.written.push({
      ...{ resource, id, values: write.values, moment: this.trace.moment },
      ...(write.role && { role: write.role }),
    });
    this.trace.note(`written to ${resource} ${id}`, () => write.values);
    const values = Object.fromEntries(Object.entries(write.values).map(([field, value]) => [place(field), value]));
    return readingOf(this.set(resource, id, values, now), write.role);
  }
}
