import type { Clock } from './clock.js';
import { Counters } from './doors/counters.js';
import type { System } from './doors/counters.js';
import { Faults } from './doors/faults.js';
import type { HrmStore } from './customhrm/store.js';
import type { PowerOfficeStore } from './powerofficego/store.js';

/** One client of PowerOffice Go and its HRM, with data and keys of their own. */
export interface Tenant {
  readonly id: string;
  readonly powerofficego: PowerOfficeStore;
  readonly customhrm: HrmStore;
  /** Privileges of PowerOffice Go the integration lacks here; none unless a switch takes some. */
  withheld: readonly string[];
}

/** Everything behind the doors: the tenants' data, and the switches that say how the two systems behave. */
export class World {
  readonly counters = new Counters();
  readonly faults: Faults;
  /** Whether each system limits the product's requests, as the real ones do. */
  limits: Readonly<Record<System, boolean>> = { powerofficego: true, customhrm: true };

  constructor(
    readonly clock: Clock,
    readonly tenants: ReadonlyMap<string, Tenant>,
    /** How far PowerOffice Go's replicas are behind, in milliseconds. */
    public lagMs: number,
    seed: number,
  ) {
    this.faults = new Faults(seed);
  }

  /** What a read of PowerOffice Go sees: everything written until then. */
  asOf(behindMs = 0): number {
    return this.clock.now() - Math.max(this.lagMs, behindMs);
  }
}
