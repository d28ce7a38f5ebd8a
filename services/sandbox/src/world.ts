import type { Clock } from './clock.js';
import { Counters } from './doors/counters.js';
import type { Counter, System } from './doors/counters.js';
import { Faults } from './doors/faults.js';
import { Stalls } from './doors/stalls.js';
import type { HrmStore } from './customhrm/store.js';
import type { CountingJournal } from './journal.js';
import type { PowerOfficeStore } from './powerofficego/store.js';

/** One client of PowerOffice Go and its HRM, with data and keys of their own. */
export interface Tenant {
  readonly id: string;
  readonly powerofficego: PowerOfficeStore;
  readonly customhrm: HrmStore;
  /** Privileges of PowerOffice Go the integration lacks here; none unless a switch takes some. */
  withheld: readonly string[];
}

/** What a world is made of. */
export interface WorldParts {
  readonly clock: Clock;
  readonly tenants: ReadonlyMap<string, Tenant>;
  readonly lagMs: number;
  readonly seed: number;
  readonly journal: CountingJournal;
}

/** Everything behind the doors: the tenants' data, and the switches that say how the two systems behave. */
export class World {
  readonly counters = new Counters();
  readonly stalls = new Stalls();
  readonly faults: Faults;
  /** Whether each system limits the product's requests, as the real ones do. */
  limits: Readonly<Record<System, boolean>> = { powerofficego: true, customhrm: true };

  readonly clock: Clock;
  readonly tenants: ReadonlyMap<string, Tenant>;
  /** How far PowerOffice Go's replicas are behind, in milliseconds. */
  lagMs: number;
  private readonly journal: CountingJournal;

  constructor({ clock, tenants, lagMs, seed, journal }: WorldParts) {
    this.clock = clock;
    this.tenants = tenants;
    this.lagMs = lagMs;
    this.journal = journal;
    this.faults = new Faults(seed);
  }

  /** How many changes of data were written down since the start. */
  written(): number {
    return this.journal.written();
  }

  /** Counts a request that changed data, so that a restart knows it. */
  changed(system: System, counter: Counter, shape: string): void {
    const crowd = counter === this.counters.people[system] ? 'people' : 'product';
    this.journal.note(`-/${crowd}/${system}/${shape}`, String(counter.changed(shape)));
  }

  /** What a request's count was before a restart; `key` as it was noted. */
  knew(key: string, count: number): void {
    const [, crowd, system, ...shape] = key.split('/');
    this.counters.of(system as System, crowd === 'people').knew(shape.join('/'), count);
  }

  /** Begins to count anew. */
  resetCounters(): void {
    for (const crowd of ['people', 'product'] as const) {
      for (const system of ['powerofficego', 'customhrm'] as const) {
        for (const { method, path } of this.counters[crowd][system].tally().changes) {
          this.journal.note(`-/${crowd}/${system}/${method} ${path}`, '0');
        }
      }
    }
    this.counters.reset();
  }

  /** What a read of PowerOffice Go sees: everything written until then. */
  asOf(behindMs = 0): number {
    return this.clock.now() - Math.max(this.lagMs, behindMs);
  }
}
