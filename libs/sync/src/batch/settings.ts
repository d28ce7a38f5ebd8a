import type { Category, FlowId, Kind, Message, Resource, System, TopicId } from '@samsvar/contracts';
import { flowOf, personCustomer } from '@samsvar/contracts';
import type { Limits } from '../guard/limits.js';
import type { Matchable, Matching, MatchRule } from '../match.js';
import type { Policy } from '../policy.js';

/** A tenant's choices, as deciding needs them. */
export interface TenantSettings {
  readonly id: string;
  /**
   * First contact: in `match` and `review` links are only planned, `review` lets a person approve them, and `live`
   * approves them by itself.
   */
  readonly phase: 'match' | 'review' | 'live';
  readonly matching: Matching;
  policyOf(category: Category): Policy;
  flowEnabled(flow: FlowId): boolean;
  /** Whether records of this flow that were born in the HRM are made in PowerOffice Go. */
  createsIn(flow: FlowId): boolean;
  rulesOf(kind: Kind): readonly MatchRule[];
  matchKeys(record: Matchable & { readonly kind: Kind; readonly system: System }): readonly string[];
  /** How far apart the clocks of the two systems may be, in milliseconds; five minutes unless said. */
  readonly skewMs?: number;
  /** Records that are inactive when first seen stay out, unless they have a counterpart. */
  readonly leaveOutArchived: boolean;
  /** Customers who are persons become departments too. */
  readonly personCustomersAsDepartments?: boolean;
  /** Contact persons of suppliers stay out. */
  readonly leaveOutSuppliers: boolean;
  /** How much of one class of change may happen before a person is asked; absent: as much as there is. */
  readonly guards?: (flow: FlowId) => Limits;
}

/** Whether a flow is on for what a resource says: person customers are in two flows where the tenant wants that. */
export const isOn = (settings: TenantSettings, category: Category, resource: Resource | undefined): boolean =>
  settings.flowEnabled(flowOf(category).id) &&
  (resource !== personCustomer || settings.personCustomersAsDepartments === true);

/** A message to be told, with its topic and key. */
export interface Out {
  readonly topic: TopicId;
  readonly key: string;
  readonly message: Message;
  /** The trace of what caused it, where that is known. */
  readonly traceparent?: string;
}

/** What a turn of work has to tell, and how much it changed. */
export interface Decided {
  readonly out: readonly Out[];
  readonly changedLinks: number;
  /** Links with a value that was written again though the same write had succeeded before: a quarrel may begin. */
  readonly nearLoops: number;
  /** Links that differed and agree now. */
  readonly agreed?: readonly Agreed[];
}

/** A link that agrees now, and how long it took since the edit was seen by whoever told of it. */
export interface Agreed {
  readonly flows: readonly FlowId[];
  /** It got its counterpart meanwhile; else it was an edit. */
  readonly born: boolean;
  readonly afterMs: number;
}
