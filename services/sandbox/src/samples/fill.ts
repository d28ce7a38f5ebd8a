import type { Contact, Plain } from '../powerofficego/record.js';
import type { PowerOfficeStore, Shelf } from '../powerofficego/store.js';
import type { Tenant } from '../world.js';
import { HrmSample } from './customhrm-sample.js';
import { planOf } from './plan.js';
import { powerOfficeSample } from './powerofficego-sample.js';
import type { Row } from './sample.js';

/** What a tenant's sample is a function of. */
export interface SampleSize {
  readonly seed: number;
  /** Rows of the five PowerOffice Go resources together. */
  readonly records: number;
}

/** Fills both systems of a tenant; every replica knows all of it. */
export function fill({ powerofficego, customhrm }: Tenant, { seed, records }: SampleSize): void {
  const plan = planOf(seed, records);
  const sample = powerOfficeSample(plan, seed);
  put(powerofficego, 'departments', sample.departments);
  put(powerofficego, 'contacts', sample.employees);
  put(powerofficego, 'contacts', sample.companies);
  const alone = sample.persons.filter(({ state }) => !state.roles.employee);
  put(powerofficego, 'contacts', alone);
  put(powerofficego, 'contacts', sample.suppliers);
  put(powerofficego, 'persons', sample.contactPersons);
  new HrmSample(customhrm, plan.random).fill(sample);
}

function put(store: PowerOfficeStore, shelf: Shelf, rows: readonly Row<Plain | Contact>[]): void {
  for (const { state } of rows) store.restore(shelf, state.id, state, 0);
}
