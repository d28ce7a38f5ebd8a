import type { TenantSettings } from '@samsvar/sync';
import type { MemoryLedger } from '@samsvar/sync/testing';
import type { Faults } from './faults.js';
import type { Mutation } from './mutation.js';
import type { Operator } from './operator.js';
import type { Processes } from './process.js';
import type { Trace } from './trace.js';

/** What link of a simulated world works with. */
export interface SimLinkOptions {
  readonly ledger: MemoryLedger;
  readonly settings: TenantSettings;
  readonly faults: Faults;
  readonly processes: Processes;
  readonly trace: Trace;
  readonly mutation: Mutation;
  readonly operator: Operator;
}
