import type { RecordRef, Resource as ResourceName, Values } from '@samsvar/contracts';
import { RetryLater } from '@samsvar/connector';
import type { Abilities, Birth, Page, Reading, Resource, WriteTo, Written } from '@samsvar/connector';
import type { Air } from './air.js';
import { type HrmEnd, readingOf } from './hrm-end.js';
import { create } from './pogo-births.js';
import { placeOf, type PogoEnd } from './pogo-end.js';
import { pogoStampOf, readingOf as readingOfPogo } from './pogo-reading.js';
import { emptyOf } from './population.js';
import type { Passage } from './process.js';

const nobody: Passage = { at: async () => undefined, isDead: false, hasSlept: false, begunAt: 0 };

abstract class SimResource implements Resource {
  abstract readonly abilities: Abilities;
  /** Whose call it is. */
  protected passage = nobody;

  constructor(
    readonly name: ResourceName,
    protected readonly air: Air,
  ) {}

  /** The same, called by one piece of work, which may die or sleep between what is carried out and its answer. */
  during(passage: Passage): this {
    return Object.create(this, { passage: { value: passage } }) as this;
  }

  /** A call that changes data. */
  protected async call<T>(carryOut: (isLate: boolean) => T, mayGo: WriteTo['mayGo']): Promise<T> {
    if (mayGo?.() === false) throw new RetryLater('this write is no longer ours to send', 0);
    await this.passage.at('leaving');
    const answer = this.air.write((isLate) => carryOut(isLate || this.passage.hasSlept));
    await this.passage.at('applied');
    return answer;
  }

  abstract stampOf(field: string): string | null;
  abstract read(ref: RecordRef, role?: WriteTo['role']): Promise<Reading | undefined>;
  abstract update(write: WriteTo): Promise<Written>;
  abstract create(birth: Birth): Promise<Written>;

  deactivate(write: WriteTo): Promise<Written> {
    return this.update(write);
  }

  async find(_reference: string, _birth: Birth): Promise<Reading | undefined> {
    return undefined;
  }

  /** The world polls for itself, out of the replica it chooses. */
  changes(): AsyncIterable<Page> {
    throw new Error('a simulated resource is listed by its world');
  }

  scan(): AsyncIterable<Page> {
    return this.changes();
  }
}

const pogoAbilities: Abilities = {
  enforcesVersion: false,
  jsonPatchTest: true,
  idempotentCreate: false,
  findsReference: false,
  settleAfterMs: 5_000,
  concurrency: 1,
};

/**
 * PowerOffice Go: lagging reads, PATCH with `test` on the primary, no body from departments; it takes our reference
 * from employees, and departments are found again by their code.
 */
export class SimPogoResource extends SimResource {
  readonly abilities: Abilities;
  readonly markOf: Resource['markOf'];

  constructor(
    name: ResourceName,
    air: Air,
    private readonly end: PogoEnd,
    able: (abilities: Abilities) => Abilities = (as) => as,
  ) {
    super(name, air);
    const looksFirst = name === 'departments';
    this.abilities = able({
      ...pogoAbilities,
      jsonPatchTest: end.honoursTest,
      findsReference: name !== 'contactperson',
      looksFirst,
    });
    this.markOf = looksFirst ? ({ Code }) => (typeof Code === 'string' ? Code : undefined) : undefined;
  }

  stampOf(field: string): string | null {
    return pogoStampOf(this.name, field);
  }

  async read(ref: RecordRef, role?: WriteTo['role']): Promise<Reading | undefined> {
    return this.air.read(() => this.end.read(this.name, ref.id, role, this.air.now()));
  }

  async update({ ref, role, values, expected, mayGo }: WriteTo): Promise<Written> {
    const write = { resource: this.name, id: ref.id, ...(role && { role }), values, expected };
    const { begunAt } = this.passage;
    const patch = (isLate: boolean) =>
      this.isThere(ref.id, role) ? this.end.patch({ ...write, ...(isLate && { begunAt }) }, this.air.now()) : 'gone';
    const reading = await this.call(patch, mayGo);
    if (reading === 'gone') return { outcome: 'gone' };
    if (!reading) return { outcome: 'stale' };
    return this.name === 'departments' ? { outcome: 'done' } : { outcome: 'done', reading };
  }

  private isThere(id: string, role: WriteTo['role']): boolean {
    const { gone, roles } = this.end.stored(this.name, id);
    return !gone && (role === undefined || roles.includes(role));
  }

  /** Listed by some replica, like everything else. */
  override async find(reference: string, { values }: Birth): Promise<Reading | undefined> {
    const rows = this.air.read(() => this.end.list(this.name, this.role, this.air.now()));
    return rows.find((row) =>
      this.markOf ? this.markOf(row.values as Values) === this.markOf(values) : row.reference === reference,
    );
  }

  async create({ values, reference, mayGo }: Birth): Promise<Written> {
    const { name, role } = this;
    const placed = Object.entries(values).map(([field, value]) => [placeOf(name, field, role), value] as const);
    const roles = role ? [role] : [];
    const said = { resource: name, roles, values: Object.fromEntries(placed), ...(role && { reference }) };
    const born = (isLate: boolean) => create(this.end, said, { now: this.air.now(), isLate });
    const { record, existed } = await this.call(born, mayGo);
    if (!existed) return { outcome: 'done', reading: readingOfPogo(record, role) };
    if (role) return { outcome: 'exists', id: record.id };
    return { outcome: 'refused', refusals: [{ field: 'Code', code: 'not-unique', words: 'Code is already in use.' }] };
  }

  private get role() {
    return this.name === 'contact' ? ('employee' as const) : undefined;
  }
}

/** The HRM: strong reads, a version it enforces, one record per reference. */
export class SimHrmResource extends SimResource {
  readonly abilities: Abilities;

  constructor(
    name: ResourceName,
    air: Air,
    private readonly end: HrmEnd,
    able: (abilities: Abilities) => Abilities = (as) => as,
  ) {
    super(name, air);
    const { idempotentCreate } = end.customs;
    this.abilities = able({
      ...pogoAbilities,
      jsonPatchTest: false,
      enforcesVersion: true,
      idempotentCreate,
      findsReference: !idempotentCreate,
      settleAfterMs: 0,
    });
  }

  stampOf(): string {
    return 'record';
  }

  async read(ref: RecordRef): Promise<Reading | undefined> {
    const record = this.air.read(() => this.end.get(this.name, ref.id));
    return record && !record.gone ? readingOf(record) : undefined;
  }

  override async find(reference: string): Promise<Reading | undefined> {
    const record = this.air.read(() => this.end.byReference(reference));
    return record && readingOf(record);
  }

  async update({ ref, values, version, mayGo }: WriteTo): Promise<Written> {
    const refused = this.refused(values);
    if (refused) return refused;
    const isGone = () => this.end.get(this.name, ref.id)?.gone === true;
    const patch = () => (isGone() ? 'gone' : this.end.patch(this.name, ref.id, values, version ?? ''));
    const record = await this.call(patch, mayGo);
    if (record === 'gone') return { outcome: 'gone' };
    return record ? { outcome: 'done', reading: readingOf(record) } : { outcome: 'stale' };
  }

  private refused(values: Values): Written | undefined {
    const fields = this.end.refused(values);
    if (fields.length === 0) return undefined;
    this.air.faults.hit('valueRefused');
    const refusals = fields.map((field) => ({ field, code: 'refused' as const, words: 'This value is not taken.' }));
    return { outcome: 'refused', refusals };
  }

  async create({ values, reference, key, mayGo }: Birth): Promise<Written> {
    const refused = this.refused(values);
    if (refused) return refused;
    const said = { ...emptyOf(this.name), ...values };
    const born = (isLate: boolean) => this.end.create(this.name, said, { reference, key, isLate });
    const { record, existed } = await this.call(born, mayGo);
    if (existed) return { outcome: 'exists', id: record.id };
    return { outcome: 'done', reading: readingOf(record) };
  }
}
