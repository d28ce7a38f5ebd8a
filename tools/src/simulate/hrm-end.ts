import type { Resource, Scalar, Values } from '@samsvar/contracts';
import type { Reading } from '@samsvar/connector';

export interface HrmRecord {
  readonly resource: Resource;
  readonly id: string;
  readonly version: number;
  readonly reference?: string;
  readonly values: Readonly<Record<string, Scalar>>;
}

/** The HRM as the simulated world has it: strong reads, a version it enforces, one record per reference and key. */
export class HrmEnd {
  private readonly store = new Map<string, HrmRecord>();
  private readonly byReference = new Map<string, string>();
  private ticks = 1;
  private born = 0;
  writes = 0;
  creates = 0;

  /** Fields are cut to this many characters where the system truncates; nothing otherwise. */
  constructor(private readonly truncates: Readonly<Record<string, number>> = {}) {}

  add(resource: Resource, values: Values, reference?: string): HrmRecord {
    const id = `${resource.slice(0, 1)}${++this.born}`;
    const record = {
      resource,
      id,
      version: this.ticks++,
      values: this.stored(values),
      ...(reference !== undefined && { reference }),
    };
    this.store.set(`${resource}/${id}`, record);
    if (reference !== undefined) this.byReference.set(reference, `${resource}/${id}`);
    return record;
  }

  private stored(values: Values): Values {
    const cut = (field: string, value: Scalar) =>
      typeof value === 'string' && this.truncates[field] !== undefined ? value.slice(0, this.truncates[field]) : value;
    return Object.fromEntries(Object.entries(values).map(([field, value]) => [field, cut(field, value)]));
  }

  all(): readonly HrmRecord[] {
    return [...this.store.values()];
  }

  get(resource: Resource, id: string): HrmRecord | undefined {
    return this.store.get(`${resource}/${id}`);
  }

  /** A person edits, or our PATCH is applied. */
  set(resource: Resource, id: string, values: Values): HrmRecord {
    const before = this.get(resource, id)!;
    const record = { ...before, version: this.ticks++, values: { ...before.values, ...this.stored(values) } };
    this.store.set(`${resource}/${id}`, record);
    return record;
  }

  /** A PATCH with If-Match: nothing happens unless the version is the one sent. */
  patch(resource: Resource, id: string, values: Values, version: string): HrmRecord | undefined {
    if (String(this.get(resource, id)?.version) !== version) return undefined;
    this.writes++;
    return this.set(resource, id, values);
  }

  /** A POST with our reference and an Idempotency-Key: repeated, it answers the record it made. */
  create(resource: Resource, values: Values, reference: string): HrmRecord {
    const known = this.byReference.get(reference);
    if (known !== undefined) return this.store.get(known)!;
    this.writes++;
    this.creates++;
    return this.add(resource, values, reference);
  }
}

export function readingOf(record: HrmRecord): Reading {
  const { id, version, reference, values } = record;
  const stamp = String(version).padStart(12, '0');
  return {
    id,
    values,
    stamps: { record: stamp },
    version: String(version),
    ...(reference !== undefined && { reference }),
  };
}
