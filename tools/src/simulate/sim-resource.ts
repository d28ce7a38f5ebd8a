import type { RecordRef, Resource as ResourceName } from '@samsvar/contracts';
import { RetryLater } from '@samsvar/connector';
import type { Abilities, Birth, Page, Reading, Resource, WriteTo, Written } from '@samsvar/connector';
import type { Air } from './air.js';
import type { Passage } from './process.js';

const nobody: Passage = { at: async () => undefined, isDead: false, hasSlept: false, begunAt: 0 };

/** A resource of a simulated system: its calls may be lost, late or answered by nobody, as `Air` has it. */
export abstract class SimResource implements Resource {
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

/** What PowerOffice Go can do. */
export const pogoAbilities: Abilities = {
  enforcesVersion: false,
  jsonPatchTest: true,
  idempotentCreate: false,
  findsReference: false,
  settleAfterMs: 5_000,
  concurrency: 1,
};
