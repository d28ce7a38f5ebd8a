import { stampText } from './pogo-reading.js';
import type { Resource, Scalar, Values } from '@samsvar/contracts';
import type { Birth, Reading } from '@samsvar/connector';
import { asCustom, type HrmCustoms, isRefused } from './end-customs.js';
import type { Faults } from './faults.js';
import type { Moment, Trace } from './trace.js';

export interface HrmRecord {
  readonly resource: Resource;
  readonly id: string;
  readonly version: number;
  readonly reference?: string;
  readonly values: Readonly<Record<string, Scalar>>;
  readonly gone?: boolean;
}

/** The HRM as the simulated world has it: strong reads, a version it enforces, one record per reference. */
export class HrmEnd {
  private readonly store = new Map<string, HrmRecord>();
  private readonly bearers = new Map<string, string>();
  /** What was answered to each create: a repeat is answered the same (customhrm.md). */
  private readonly made = new Map<string, HrmRecord>();
  private ticks = 1;
  private born = 0;
  /** By reference, the key that the record was made with. */
  private readonly keys = new Map<string, string>();
  writes = 0;
  /** Every update of ours that was carried out. */
  readonly written: (Pick<HrmRecord, 'resource' | 'id' | 'values'> & Moment)[] = [];
  creates = 0;
  /** How often something was made in place of what people had deleted. */
  recreated = 0;
  /**
   * What a create made whose sender slept or had given up, after the record that was made first had been deleted: no
   * rule can help there (docs/correctness.md, R4).
   */
  readonly bornLate = new Set<string>();

  constructor(
    readonly customs: HrmCustoms,
    private readonly faults: Faults,
    private readonly trace: Trace,
    private readonly ignoresVersion = false,
  ) {}

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
    if (reference !== undefined) this.bearers.set(reference, `${resource}/${id}`);
    return record;
  }

  /** What the system makes of values it is told. */
  stored(values: Values): Values {
    const stored: Record<string, Scalar> = {};
    for (const [field, value] of Object.entries(values)) {
      stored[field] = this.storedAs(field, value);
      if (stored[field] !== value) this.faults.hit('storedOtherwise');
    }
    return stored;
  }

  /** The fields whose values the system does not take. */
  refused(values: Values): readonly string[] {
    return Object.keys(values).filter((field) => isRefused(this.customs, field, values[field]));
  }

  storedAs(field: string, value: Scalar): Scalar {
    return asCustom(this.customs, field, value);
  }

  all(): readonly HrmRecord[] {
    return [...this.store.values()];
  }

  list(resource: Resource): readonly HrmRecord[] {
    return this.all().filter((record) => record.resource === resource && !record.gone);
  }

  get(resource: Resource, id: string): HrmRecord | undefined {
    return this.store.get(`${resource}/${id}`);
  }

  byReference(reference: string): HrmRecord | undefined {
    const key = this.bearers.get(reference);
    const record = key === undefined ? undefined : this.store.get(key);
    return record?.gone ? undefined : record;
  }

  /** A person deletes a record, or brings it back: both are a new version. */
  remove(resource: Resource, id: string, gone: boolean): void {
    const before = this.get(resource, id)!;
    this.store.set(`${resource}/${id}`, { ...before, gone, version: this.ticks++ });
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
    if (String(this.get(resource, id)?.version) !== version && !this.ignoresVersion) return undefined;
    this.writes++;
    this.written.push({ resource, id, values, moment: this.trace.moment });
    this.trace.note(`written to ${resource} ${id}`, () => values);
    return this.set(resource, id, values);
  }

  /** A POST with our reference makes nothing where a record bears it; repeated with its key it is answered again. */
  create(resource: Resource, values: Values, { reference, key, isLate }: Creating): Made {
    const known = this.byReference(reference);
    if (known && this.customs.uniqueReference) {
      const isRepeat = this.customs.idempotentCreate && this.keys.get(reference) === key;
      this.faults.hit(isRepeat ? 'createRepeated' : 'uniqueClash');
      return isRepeat ? { record: this.made.get(reference)!, existed: false } : { record: known, existed: true };
    }
    const isAgain = this.bearers.has(reference);
    if (isAgain && !isLate) this.recreated++;
    this.writes++;
    this.creates++;
    this.keys.set(reference, key);
    this.trace.note(`born: ${reference}`, () => values);
    const record = this.add(resource, values, reference);
    this.made.set(reference, record);
    if (isAgain && isLate) this.bornLate.add(record.id);
    return { record, existed: false };
  }
}

/** By what a POST says to be one; `isLate`: it came when nobody waited for it any more. */
type Creating = Pick<Birth, 'reference' | 'key'> & { readonly isLate?: boolean };

/** What a POST came to; `existed`: the record is there already, and this was no repeat of what made it. */
interface Made {
  readonly record: HrmRecord;
  readonly existed: boolean;
}

const readings = new WeakMap<HrmRecord, Reading>();

/** What a reading shows of a record: always the same object, so that meeting it again costs nothing. */
export function readingOf(record: HrmRecord): Reading {
  const known = readings.get(record) ?? shown(record);
  readings.set(record, known);
  return known;
}

function shown(record: HrmRecord): Reading {
  const { id, version, reference, values } = record;
  const stamp = stampText(version);
  return {
    id,
    values,
    stamps: { record: stamp },
    version: String(version),
    ...(reference !== undefined && { reference }),
  };
}
