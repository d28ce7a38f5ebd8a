import type { ContactRole, RecordRef } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { type DueSuspect, prove, type Search, type Suspect } from '@samsvar/connector';
import type { ConnectorStore } from './connector-store.js';
import type { SimResource } from './listed.js';
import type { Passage } from './process.js';

/** What looking for the missing needs of its connector. */
export interface Searching {
  readonly store: ConnectorStore;
  readonly resources: readonly SimResource[];
  now(): number;
  run(work: (passage: Passage) => Promise<void>): Promise<boolean>;
  publish(passage: Passage): Promise<void>;
  /** See `Mutation.believesAtOnce`. */
  readonly believesAtOnce: boolean;
  readAgain(ref: RecordRef): Promise<void>;
  resourceOf(name: string): SimResource;
}

/** Looks by id for whom a complete listing misses, and believes what production's `prove` proves (Inv 19). */
export class Seeker {
  constructor(private readonly at: Searching) {}

  /** After a complete listing. */
  async seek(resource: SimResource, listed: ReadonlyMap<string, readonly ContactRole[]>): Promise<void> {
    const { store } = this.at;
    for (const { key } of store.suspects.compare(store.rowsOf(resource), listed)) {
      await this.at.readAgain(store.row(key)!.ref);
    }
    const apartMs = Math.max(resource.abilities.settleAfterMs, 1_000);
    for (const one of store.suspects.due(this.at.now(), apartMs).slice(0, 5)) {
      const row = store.row(one.key)!;
      if (row.ref.resource !== resource.name) continue;
      const asked = this.at.believesAtOnce ? { ...one, readAt: row.revision } : one;
      await this.at
        .run(async (passage) => void (await prove(this.searchAt(resource, passage), asked)))
        .catch(() => undefined);
    }
  }

  /** The search for who is missed at one resource, in the maps of its connector. */
  private searchAt(resource: SimResource, passage: Passage): Search {
    const { store, now } = this.at;
    const { suspects, attempts } = store;
    return {
      row: async (key) => store.row(key),
      isWrittenTo: async (key) => attempts.withholds(key, undefined),
      meets: async ({ ref }, role) => this.meets(resource, ref, role),
      clear: async (one) => suspects.clear(one),
      noteUnread: async (one, revision) => suspects.noteUnread(one, revision, now()),
      noteMissed: async (key) => suspects.note({ key }, true),
      canary: async (one) => this.canary(resource, one),
      believe: async (one) => this.believe(one, passage),
    };
  }

  private async believe(one: DueSuspect, passage: Passage): Promise<boolean> {
    if (!this.at.store.believe(one)) return false;
    await passage.at('heard');
    await this.at.publish(passage);
    return true;
  }

  /** A record that must be there; where nobody else of the resource is known, one of another. */
  private async canary(resource: SimResource, { key }: Suspect): Promise<string | undefined> {
    const { store, resources } = this.at;
    const living = store.rowsOf(resource).filter(([other, { gone }]) => !gone && other !== key);
    const others = resources.flatMap((other) => (other === resource ? [] : store.rowsOf(other)));
    const asked = living.length > 0 ? living.filter(([other]) => !store.suspects.isSuspected(other)) : others;
    const ref = asked.find(([, { gone }]) => !gone)?.[1].ref;
    return ref && (await this.at.resourceOf(ref.resource).read(ref)) ? recordKey(ref) : undefined;
  }

  /** Whether a read by id finds it; what is found is heard. */
  private async meets(resource: SimResource, ref: RecordRef, role: ContactRole | undefined): Promise<boolean> {
    const begunAt = this.at.now();
    const reading = await resource.read(ref, role);
    if (reading) this.at.store.hear({ resource, readings: [reading], begunAt });
    return reading !== undefined;
  }
}
