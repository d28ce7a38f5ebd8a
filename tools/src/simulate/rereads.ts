import type { RecordRef } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { ConnectorStore } from './connector-store.js';
import type { Listed, SimResource } from './listed.js';

interface Rereading {
  readonly store: ConnectorStore;
  now(): number;
  resourceOf(name: string): SimResource;
  hear(listed: Listed): Promise<boolean>;
}

/** Records that a connector is to read again by id, as production's `readAgain` does. */
export class Rereads {
  /** In the memory of the process: their readings were withheld. */
  private withheld: RecordRef[] = [];
  private readonly asked: RecordRef[] = [];

  constructor(private readonly at: Rereading) {}

  /** Its readings were withheld. */
  add(ref: RecordRef): void {
    this.withheld.push(ref);
  }

  /** Link asks, who was told of it once. */
  ask(ref: RecordRef): void {
    this.asked.push(ref);
  }

  /** The process is gone. */
  forget(): void {
    this.withheld = [];
  }

  async work(): Promise<void> {
    for (const ref of this.withheld.splice(0)) await this.readAgain(ref);
    for (const ref of this.asked.splice(0)) await this.readAgain(ref, true);
  }

  async readAgain(ref: RecordRef, isTold = false): Promise<void> {
    const { store, now, hear, resourceOf } = this.at;
    const resource = resourceOf(ref.resource);
    const begunAt = now();
    try {
      const reading = await resource.read(ref);
      if (!reading) return store.doubt(ref, isTold);
      if (isTold) store.retelling.add(recordKey(ref));
      await hear({ resource, readings: [reading], begunAt });
    } catch {
      // The next listing brings it, or link asks again.
    }
  }
}
