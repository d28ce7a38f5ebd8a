import type { ContactRole, RecordRef } from '@samsvar/contracts';
import { rolesOf } from '@samsvar/connector';
import type { ConnectorStore, SimResource } from './connector-store.js';
import type { Passage } from './process.js';
import type { SimSuspect } from './suspects.js';

/** What looking for the missing needs of its connector. */
export interface Searching {
  readonly store: ConnectorStore;
  readonly resources: readonly SimResource[];
  now(): number;
  run(work: (passage: Passage) => Promise<void>): Promise<boolean>;
  publish(passage: Passage): Promise<void>;
  readAgain(ref: RecordRef): Promise<void>;
  resourceOf(name: string): SimResource;
}

/** Looks by id for whom a complete listing misses, and believes them gone only after two looks, as production does. */
export class Seeker {
  constructor(private readonly at: Searching) {}

  /** After a complete listing: whom it misses is looked for by id, as production does (Inv 19). */
  async seek(resource: SimResource, listed: ReadonlyMap<string, readonly ContactRole[]>): Promise<void> {
    const { suspects } = this.at.store;
    const ofIt = this.at.store.rowsOf(resource);
    for (const { key } of suspects.compare(ofIt, listed)) {
      await this.at.readAgain(this.at.store.row(key)!.ref);
    }
    const apartMs = Math.max(resource.abilities.settleAfterMs, 1_000);
    for (const one of suspects.due(this.at.now(), apartMs).slice(0, 5)) {
      if (this.at.store.row(one.key)?.ref.resource !== resource.name) continue;
      await this.at.run((passage) => this.prove(resource, one, passage)).catch(() => undefined);
    }
  }

  private async prove(resource: SimResource, one: SimSuspect, passage: Passage): Promise<void> {
    const row = this.at.store.row(one.key)!;
    const { suspects } = this.at.store;
    const roles = rolesOf(row.values);
    if (row.gone || (one.role && !roles?.includes(one.role))) return suspects.clear(one);
    if (this.at.store.attempts.withholds(one.key, undefined)) return;
    if (await this.meets(resource, row.ref, one.role)) return;
    if (one.read?.revision !== row.revision) {
      one.read = { at: this.at.now(), revision: row.revision };
      return;
    }
    const other = one.role && roles?.find((role) => role !== one.role);
    if (one.role && (!other || !(await this.meets(resource, row.ref, other))))
      return suspects.note({ key: one.key }, true);
    const canary = this.canaryFor(resource, one.key);
    if (!canary || !(await this.at.resourceOf(canary.resource).read(canary))) return;
    const now = this.at.store.row(one.key)!;
    if (this.at.store.attempts.withholds(one.key, undefined) || (!one.role && now.revision !== one.read?.revision))
      return;
    this.at.store.believe(one, now);
    await passage.at('heard');
    await this.at.publish(passage);
  }

  /** A record that must be there; where nobody else of the resource is known, one of another. */
  private canaryFor(resource: SimResource, key: string): RecordRef | undefined {
    const living = this.at.store.rowsOf(resource).filter(([other, { gone }]) => !gone && other !== key);
    const others = this.at.resources.flatMap((other) => (other === resource ? [] : this.at.store.rowsOf(other)));
    const asked = living.length > 0 ? living.filter(([other]) => !this.at.store.suspects.isSuspected(other)) : others;
    return asked.find(([, { gone }]) => !gone)?.[1].ref;
  }

  /** Whether a read by id finds it; what is found is heard. */
  private async meets(resource: SimResource, ref: RecordRef, role: ContactRole | undefined): Promise<boolean> {
    const begunAt = this.at.now();
    const reading = await resource.read(ref, role);
    if (reading) this.at.store.hear({ resource, readings: [reading], begunAt });
    return reading !== undefined;
  }
}
