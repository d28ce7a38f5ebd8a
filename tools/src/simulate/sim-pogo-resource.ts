import type { RecordRef, Resource as ResourceName, Values } from '@samsvar/contracts';
import type { Abilities, Birth, Reading, Resource, WriteTo, Written } from '@samsvar/connector';
import type { Air } from './air.js';
import { create } from './pogo-births.js';
import { type PogoEnd } from './pogo-end.js';
import { placeOf } from './pogo-record.js';
import { pogoStampOf, readingOf as readingOfPogo } from './pogo-reading.js';
import { pogoAbilities, SimResource } from './sim-resource.js';

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
