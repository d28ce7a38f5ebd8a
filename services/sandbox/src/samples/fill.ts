import type { Tenant } from '../world.js';

/** What a tenant's sample is a function of. */
export interface SampleSize {
  readonly seed: number;
  /** Rows of the five PowerOffice Go resources together. */
  readonly records: number;
}

/** Fills both systems of a tenant. */
export function fill(tenant: Tenant, size: SampleSize): void {
  void tenant;
  void size;
}
