import type { By } from '@samsvar/contracts';
import type { GuardKey } from './guarded.js';
import type { Polls } from './polls.js';
import { noPolls } from './polls.js';
import type { Tally } from './tally.js';

/** A class of change that exceeded its limit: whatever is of it waits for a person. */
export interface Hold {
  readonly id: string;
  readonly guard: GuardKey;
  /** When the limit was exceeded, in milliseconds of the ledger's clock. */
  readonly since: number;
  /** How many it would have been, and how many may go without a person. */
  readonly count: number;
  readonly limit: number;
}

/** What a person decided about a hold, as long as there are links it was not yet carried out for. */
export interface Ruling {
  readonly hold: Hold;
  readonly verdict: 'approved' | 'rejected';
  readonly by: By;
  /** Id of the message that told of it: the cause of what follows. */
  readonly cause: string;
}

/** What the brake on unusual volume knows of a tenant; bounded, whatever happens. */
export interface GuardState {
  readonly tally: Tally;
  readonly polls: Polls;
  readonly holds: readonly Hold[];
  readonly rulings: readonly Ruling[];
  /** How many holds there have been. */
  readonly trips: number;
}

export const noGuard: GuardState = { tally: {}, polls: noPolls, holds: [], rulings: [], trips: 0 };

/** Where those who wait for the end of a poll, or for a person, are found. */
export const pollTarget = (tenant: string, resource: string): string => `poll/${tenant}/${resource}`;
export const holdTarget = (tenant: string, hold: string): string => `hold/${tenant}/${hold}`;
