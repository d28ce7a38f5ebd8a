import type { By, FlowId, Kind, RecordKey, Resource, System } from '@samsvar/contracts';
import type { GuardState } from '../guard/state.js';
import type { MemberKey } from '../link/events.js';
import type { StopCode } from '../tenant-events.js';

/** What link knows to be present of one resource, and the claim of a complete listing it is still to meet. */
export interface ScanState {
  readonly count: number;
  readonly digest: number;
  readonly claim?: { readonly scanId: string; readonly count: number; readonly digest: number };
  readonly met: boolean;
  /**
   * Every record of it was told again, as this revision or a later one: whoever told what is older has forgotten it.
   * Absent once nobody is left to be asked about.
   */
  readonly toldSince?: number;
  /** When such were last asked about, in milliseconds of the ledger's clock, and up to whom in which round. */
  readonly asking?: { readonly at: number; readonly after: RecordKey; readonly round: number };
}

/** How far the first meeting of a kind has come. */
export type Meeting = 'waiting' | 'meeting' | 'met';

export interface FlowCounts {
  readonly records: number;
  readonly linked: number;
  readonly onlyInHrm: number;
  readonly lossy: number;
  readonly settled: number;
  readonly agree: number;
  readonly differ: number;
  readonly waiting: number;
  readonly conflicts: number;
  readonly parked: number;
  readonly skipped: number;
}
export type CountName = keyof FlowCounts;

/** Why nothing is written for a tenant until a person says so. */
export interface Stop {
  readonly why: StopCode;
  readonly system: System;
  readonly resource: Resource;
  /** How many of how many records speak for it. */
  readonly count: number;
  readonly of: number;
  /** Milliseconds of the ledger's clock. */
  readonly since: number;
}

/** All links are looked at again, in the order of their ids: a phase has changed, or writes were resumed. */
export interface Rounds {
  /** The last link looked at. */
  readonly after: string;
  /** Id of the message that told why. */
  readonly cause: string;
  /** A plan was approved meanwhile: who did, for which flows or links, and as of which event. */
  readonly approval?: Approval;
}

export interface Approval {
  readonly by: By;
  readonly asOf: string;
  readonly flows: readonly FlowId[];
  /** Absent: all of the flows. */
  readonly links?: readonly string[];
}

export interface TenantState {
  readonly id: string;
  readonly scans: Readonly<Partial<Record<MemberKey, ScanState>>>;
  readonly meeting: Readonly<Record<Kind, Meeting>>;
  readonly counts: Readonly<Record<FlowId, FlowCounts>>;
  /** Records bore our references before anything was made here: an earlier memory of this tenant was lost. */
  readonly reformed?: boolean;
  /** As of which history of the database (its beginning) connectors were asked to tell everything again. */
  readonly retold?: number;
  /** Connectors were asked to tell contacts again since customers who are persons are departments too. */
  readonly twofold?: boolean;
  /** What is kept for the guards; absent until there is something. */
  readonly guard?: GuardState;
  readonly stop?: Stop;
  /** Flows that went live by an approved plan; only counts where samsvar.yaml says `review`. */
  readonly live?: readonly FlowId[];
  /** What samsvar.yaml said at the last start of phase and flows, in one word, to notice when it says otherwise. */
  readonly choices?: string;
  readonly rounds?: Rounds;
  /** How many events its own stream has. */
  readonly version?: number;
  /** How far the HRM's own records of a flow have come to found links: the last one looked at, or `done`. */
  readonly foundings?: Readonly<Partial<Record<FlowId, RecordKey>>> | undefined;
  /** Kinds that meet once more since a choice was switched on: what that makes is no first contact, and is counted. */
  readonly meetsAgain?: readonly Kind[] | undefined;
  /** PowerOffice Go records that may be what is being born of an HRM record: they meet when that is settled. */
  readonly awaitBirth?: readonly RecordKey[] | undefined;
}
