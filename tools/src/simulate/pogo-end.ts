import type { ContactRole, ContactValues, Resource, Scalar, Values } from '@samsvar/contracts';
import { contactRoles } from '@samsvar/contracts';
import type { Reading } from '@samsvar/connector';
import type { Random } from './random.js';

/**
 * A PowerOffice Go record at one moment. Contacts keep shared values and those of each role apart, with a stamp each.
 */
export interface PogoRecord {
  readonly resource: Resource;
  readonly id: string;
  readonly parent?: string;
  readonly values: Readonly<Record<string, Scalar>>;
  readonly roles: readonly ContactRole[];
  readonly stamps: Readonly<Record<string, number>>;
}

interface Version {
  readonly at: number;
  readonly record: PogoRecord;
}

const isAddress = (field: string) => field.startsWith('MailAddress.');
const stampText = (ticks: number) => `2026-01-01T00:00:00.${String(ticks).padStart(12, '0')}Z`;

/**
 * PowerOffice Go as the simulated world has it: one store of contacts behind two roles, stamps that address edits do
 * not move, and reads from a replica that lags up to `lagMs` and goes back in time. Fields of a contact are named
 * `shared.X`, `employee.X`, `customer.X`; other resources' by their own name.
 */
export class PogoEnd {
  private readonly store = new Map<string, Version[]>();
  private ticks = 1;
  writes = 0;

  constructor(
    private readonly random: Random,
    private readonly lagMs: () => number,
  ) {}

  add(record: Omit<PogoRecord, 'stamps'>): void {
    const names = record.resource === 'contact' ? [...record.roles, 'address'] : ['record'];
    const tick = this.ticks++;
    const stamps = Object.fromEntries(names.map((name) => [name, tick]));
    this.store.set(`${record.resource}/${record.id}`, [{ at: -1_000_000, record: { ...record, stamps } }]);
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
    const tick = this.ticks++;
    const moved = Object.fromEntries(
      changed.flatMap((field) => this.stampsOf(before, field)).map((name) => [name, tick]),
    );
    const record = { ...before, values: { ...before.values, ...values }, stamps: { ...before.stamps, ...moved } };
    versions.push({ at: now, record });
    return record;
  }

  /** A contact takes on a role, with what belongs to it. */
  join(id: string, role: ContactRole, values: Values, now: number): void {
    const versions = this.store.get(`contact/${id}`)!;
    const before = versions.at(-1)!.record;
    const roles = contactRoles.filter((one) => one === role || before.roles.includes(one));
    const stamps = { ...before.stamps, [role]: this.ticks++ };
    versions.push({ at: now, record: { ...before, roles, values: { ...before.values, ...values }, stamps } });
  }

  private stampsOf(record: PogoRecord, field: string): readonly string[] {
    if (record.resource !== 'contact') return isAddress(field) ? [] : ['record'];
    const [part, name] = field.split('.', 2) as [string, string];
    if (isAddress(field.slice(part.length + 1))) return ['address'];
    return part === 'shared' && name !== '' ? record.roles : [part];
  }

  /** The state a replica shows: some moment within the lag, not always a later one than before. */
  private replica(now: number): number {
    const lagMs = this.lagMs();
    return now - (lagMs === 0 ? 0 : this.random.int(lagMs));
  }

  private versionAt(versions: readonly Version[], at: number): PogoRecord {
    return (versions.findLast((version) => version.at <= at) ?? versions[0]!).record;
  }

  /** A listing of a resource (of a contact's role) as some replica has it, in id order. */
  list(resource: Resource, role: ContactRole | undefined, now: number): readonly Reading[] {
    const at = this.replica(now);
    return [...this.store.values()]
      .map((versions) => this.versionAt(versions, at))
      .filter((record) => record.resource === resource && (!role || record.roles.includes(role)))
      .map((record) => readingOf(record, role));
  }

  /** What some replica has of a record; nothing where it has not heard of the role yet. */
  read(resource: Resource, id: string, role: ContactRole | undefined, now: number): Reading | undefined {
    const record = this.versionAt(this.store.get(`${resource}/${id}`)!, this.replica(now));
    if (role && !record.roles.includes(role)) return undefined;
    return readingOf(record, resource === 'contact' ? (role ?? record.roles[0]) : undefined);
  }

  /** A PATCH with one `test` per field, judged on the primary; `values` are flat native names as they are sent. */
  patch(write: { resource: Resource; id: string; role?: ContactRole; values: Values; expected: Values }, now: number) {
    const before = this.stored(write.resource, write.id);
    const place = (field: string) => placeOf(write.resource, field, write.role);
    const differs = Object.entries(write.expected).some(
      ([field, value]) => (before.values[place(field)] ?? null) !== value,
    );
    if (differs) return undefined;
    this.writes++;
    const values = Object.fromEntries(Object.entries(write.values).map(([field, value]) => [place(field), value]));
    return readingOf(this.set(write.resource, write.id, values, now), write.role);
  }
}

const ownFields: Record<ContactRole, readonly string[]> = {
  employee: ['Number', 'JobTitle', 'HiredDate', 'StartDate', 'EndDate', 'DepartmentId', 'ManagerEmployeeId'],
  customer: ['Number', 'OrganizationNumber', 'WebsiteUrl', 'DepartmentId', 'IsActive'],
};

/** Where a field told through a role is kept. */
export const placeOf = (resource: Resource, field: string, role: ContactRole | undefined): string => {
  if (resource !== 'contact' || !role) return field;
  return ownFields[role].includes(field) ? `${role}.${field}` : `shared.${field}`;
};

function readingOf(record: PogoRecord, role: ContactRole | undefined): Reading {
  const { id, parent } = record;
  const base = { id, ...(parent !== undefined && { parent }) };
  if (record.resource !== 'contact') {
    const stamps = { record: stampText(record.stamps['record']!) };
    return { ...base, values: { ...record.values }, stamps };
  }
  const shown = role ? [role] : record.roles;
  const part = (name: string) =>
    Object.fromEntries(
      Object.entries(record.values).flatMap(([field, value]) =>
        field.startsWith(`${name}.`) ? [[field.slice(name.length + 1), value]] : [],
      ),
    );
  const values: ContactValues = { roles: [...shown], shared: part('shared') };
  for (const name of shown) values[name] = part(name);
  const newest = Math.max(...shown.map((name) => record.stamps[name]!));
  const stamps = { shared: stampText(newest), address: stampText(record.stamps['address']!) };
  return {
    ...base,
    values,
    stamps: { ...stamps, ...Object.fromEntries(shown.map((name) => [name, stampText(record.stamps[name]!)])) },
  };
}

/** The stamp that covers a field, as the PowerOffice Go connector says it. */
export function pogoStampOf(resource: Resource, field: string): string | null {
  if (resource !== 'contact') return isAddress(field) ? null : 'record';
  if (field.startsWith('shared.MailAddress.')) return 'address';
  return field.slice(0, field.indexOf('.'));
}
