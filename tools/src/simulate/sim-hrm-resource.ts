import type { RecordRef, Resource as ResourceName, Values } from '@samsvar/contracts';
import type { Abilities, Birth, Reading, WriteTo, Written } from '@samsvar/connector';
import type { Air } from './air.js';
import { type HrmEnd, readingOf } from './hrm-end.js';
import { emptyOf } from './population.js';
import { pogoAbilities, SimResource } from './sim-resource.js';

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
