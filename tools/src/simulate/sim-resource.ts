import type { RecordRef, Resource as ResourceName } from '@samsvar/contracts';
import type { Abilities, Birth, Page, Reading, Resource, Written, WriteTo } from '@samsvar/connector';
import { RetryLater, Unanswered } from '@samsvar/connector';
import { type HrmEnd, readingOf } from './hrm-end.js';
import { type PogoEnd, pogoStampOf } from './pogo-end.js';
import { emptyOf } from './population.js';
import type { Random } from './random.js';
import type { Weather } from './weather.js';

/** What calls to a system meet on their way. */
export interface Air {
  readonly random: Random;
  weather(): Weather;
  now(): number;
}

/** A call in this weather: refused before it is carried out, lost before it arrives, or its answer lost. */
function through<T>({ random, weather }: Air, call: () => T): T {
  if (random.chance(weather().busy)) throw new RetryLater('the system is busy', 1_000);
  if (random.chance(weather().lostRequest)) throw new Unanswered('the request was lost');
  const answer = call();
  if (random.chance(weather().lostAnswer)) throw new Unanswered('the answer was lost');
  return answer;
}

const abilities: Abilities = {
  enforcesVersion: false,
  jsonPatchTest: true,
  idempotentCreate: false,
  findsReference: false,
  settleAfterMs: 5_000,
  concurrency: 1,
};

abstract class SimResource implements Resource {
  abstract readonly abilities: Abilities;
  constructor(
    readonly name: ResourceName,
    protected readonly air: Air,
  ) {}
  abstract stampOf(field: string): string | null;
  abstract read(ref: RecordRef, role?: WriteTo['role']): Promise<Reading | undefined>;
  abstract update(write: WriteTo): Promise<Written>;
  abstract create(birth: Birth): Promise<Written>;
  deactivate(write: WriteTo): Promise<Written> {
    return this.update(write);
  }
  find(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  /** The world polls for itself, out of the replica it chooses. */
  changes(): AsyncIterable<Page> {
    throw new Error('a simulated resource is listed by its world');
  }
  scan(): AsyncIterable<Page> {
    return this.changes();
  }
}

/** PowerOffice Go: lagging reads, PATCH with `test` on the primary, no body from departments, nothing created. */
export class SimPogoResource extends SimResource {
  readonly abilities = abilities;
  constructor(
    name: ResourceName,
    air: Air,
    private readonly end: PogoEnd,
  ) {
    super(name, air);
  }

  stampOf(field: string): string | null {
    return pogoStampOf(this.name, field);
  }

  async read(ref: RecordRef, role?: WriteTo['role']): Promise<Reading | undefined> {
    return this.end.read(this.name, ref.id, role, this.air.now());
  }

  async update({ ref, role, values, expected }: WriteTo): Promise<Written> {
    const write = { resource: this.name, id: ref.id, ...(role && { role }), values, expected };
    const reading = through(this.air, () => this.end.patch(write, this.air.now()));
    if (!reading) return { outcome: 'stale' };
    return this.name === 'departments' ? { outcome: 'done' } : { outcome: 'done', reading };
  }

  async create(): Promise<Written> {
    throw new Error('nothing is created in PowerOffice Go');
  }
}

/** The HRM: strong reads, a version it enforces, one record per reference. */
export class SimHrmResource extends SimResource {
  readonly abilities = { ...abilities, enforcesVersion: true, idempotentCreate: true, settleAfterMs: 0 };
  constructor(
    name: ResourceName,
    air: Air,
    private readonly end: HrmEnd,
  ) {
    super(name, air);
  }

  stampOf(): string {
    return 'record';
  }

  async read(ref: RecordRef): Promise<Reading | undefined> {
    const record = this.end.get(this.name, ref.id);
    return record && readingOf(record);
  }

  async update({ ref, values, version }: WriteTo): Promise<Written> {
    const record = through(this.air, () => this.end.patch(this.name, ref.id, values, version ?? ''));
    return record ? { outcome: 'done', reading: readingOf(record) } : { outcome: 'stale' };
  }

  async create({ values, reference }: Birth): Promise<Written> {
    const record = through(this.air, () => this.end.create(this.name, { ...emptyOf(this.name), ...values }, reference));
    return { outcome: 'done', reading: readingOf(record) };
  }
}
