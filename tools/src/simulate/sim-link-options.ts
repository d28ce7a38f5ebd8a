import type { RecordRef } from '@samsvar/contracts';
import type { TenantSettings } from '@samsvar/sync';
import type { Faults } from './faults.js';
import type { SimLedger } from './link-store.js';
import type { Mutation } from './mutation.js';
import type { Operator } from './operator.js';
import type { Processes } from './process.js';
import type { Trace } from './trace.js';

/** What link of a simulated world works with. */
export interface SimLinkOptions {
  readonly ledger: SimLedger;
  readonly settings: TenantSettings;
  readonly faults: Faults;
  readonly processes: Processes;
  readonly trace: Trace;
  readonly mutation: Mutation;
  readonly operator: Operator;
  /** Its database was set back: connectors are asked to tell everything again. */
  readonly lost: () => void;
  /** A connector is asked about a record. */
  readonly asksAbout: (ref: RecordRef) => void;
}
