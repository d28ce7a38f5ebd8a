import type { Category, FlowId, Kind, RecordKey, RecordRef, Refusal, Removed, Values } from '@samsvar/contracts';
import type { LinkEvent, MemberKey } from '../link/events.js';
import type { Audited } from './audit.js';
import type { Standing, StandingName } from '../link/standing.js';
import type { LinkState } from '../link/state.js';
import type { TenantEvent } from '../tenant-events.js';
import type { TenantState } from './tenant-state.js';

export * from './tenant-state.js';

/** A record as last heard by link, whether it has a link or not. References in `values` are record keys. */
export interface RecordRow {
  readonly key: RecordKey;
  readonly ref: RecordRef;
  readonly kind: Kind;
  readonly category: Category;
  readonly roles: readonly Category[];
  readonly revision: number;
  /** The record's own stamps, by name; none where they may be our own write's. */
  readonly stamps?: Readonly<Record<string, string>>;
  readonly mapping: string;
  readonly values: Values;
  readonly matchKeys: readonly string[];
  /** Our own reference, where the record bears one. */
  readonly reference?: string | undefined;
  /** Born of our own create: the counterpart of its founding record and nobody else's candidate. */
  readonly ours: boolean;
  readonly problem: readonly Refusal[];
  readonly gone: boolean;
  readonly linkId?: string | undefined;
  /** Its link has a counterpart, or one is being made. */
  readonly matched: boolean;
  /**
   * An HRM record that an unlink, a deletion or a change of category left behind: it never founds a link of its own
   * (flows.md, Who is in).
   */
  readonly leftBehind?: boolean | undefined;
  /** The ended link that left this HRM record behind; until it has another, others refer to it by that one. */
  readonly leftBy?: string | undefined;
}

/** A link as it is stored: its state, the version of its stream, and how it stood when it was last decided. */
export interface StoredLink {
  readonly state: LinkState;
  readonly version: number;
  readonly standing?: Standing | undefined;
  /** Since when it stands so, in milliseconds of the ledger's clock. */
  readonly since?: number;
  /** The trace of what was last heard of it: what waits for the end of a poll goes on in it. */
  readonly traceparent?: string | undefined;
}

/** A link as others refer to it. */
export interface Target {
  readonly linkId: string;
  readonly kind: Kind;
  readonly category: Category;
  readonly members: Readonly<Partial<Record<MemberKey, RecordKey>>>;
  /** Members whose records are gone: nobody can refer to them, and they are not made again. */
  readonly gone: readonly MemberKey[];
  readonly standing: StandingName;
}

/** A link and where its last event stands among all events. */
export interface Placed {
  readonly linkId: string;
  readonly position: string;
}

/** A link waits for a record (by record key) or for another link's counterpart (by link id). */
export interface Wait {
  readonly target: string;
  readonly linkId: string;
  readonly field: string;
}

/** So many, in the order of their keys, behind this one. */
export interface KeyPage {
  readonly after: RecordKey;
  readonly limit: number;
}

/** An event of a link's stream, by its place. */
export interface EventAt {
  readonly linkId: string;
  readonly version: number;
}
export interface EventFound extends EventAt {
  readonly event: LinkEvent;
}

/** Something to be looked at again by itself: what sort of look, about what, and in how many milliseconds. */
export interface Timer {
  readonly what: string;
  readonly about: string;
  readonly afterMs: number;
}
export type DueTimer = Pick<Timer, 'what' | 'about'>;

export interface ChangedLink {
  readonly before: number;
  readonly state: LinkState;
  readonly events: readonly LinkEvent[];
  readonly standing: Standing;
  /** When what changed it was seen (ISO 8601); now, where nobody said. */
  readonly since?: string | undefined;
  readonly traceparent?: string | undefined;
  readonly members: Readonly<Partial<Record<MemberKey, RecordKey>>>;
  /** Our reference, written into its counterpart at birth. */
  readonly reference: string;
}

/** All that one turn of work made true; stored in one transaction. */
export interface Changes {
  readonly tenant: TenantState;
  readonly records: readonly RecordRow[];
  readonly links: readonly ChangedLink[];
  readonly waitsAdded: readonly Wait[];
  readonly waitsEnded: readonly Wait[];
  /** Timers that run from now on, in the place of any like them, and those that no longer do. */
  readonly timersAdded?: readonly Timer[];
  readonly timersEnded?: readonly DueTimer[];
  /** Records that an audit brought, and what of them is not as it is kept. */
  readonly audits?: readonly Audited[];
  /** What happened to the tenant as a whole; `tenant.version` counts them too. */
  readonly tenantEvents?: readonly TenantEvent[];
}

/** What is erased: whole streams of links, and what is noted of records besides their rows. */
export interface Erasure {
  readonly links: readonly string[];
  readonly records: readonly RecordKey[];
}

/** The same, with how many rows and match keys that is. */
export interface Erasing extends Erasure {
  readonly counted: Pick<Removed, 'records' | 'matchKeys'>;
}

/**
 * What link keeps of one tenant, inside one transaction that holds the tenant's lock. Every read takes many at once and
 * costs one round trip; unknown keys are simply absent from the answer.
 */
export interface Ledger {
  tenant(): Promise<TenantState>;
  /** The time of this turn by the ledger's own clock, in milliseconds; known once the tenant was read. */
  now(): number;
  records(keys: readonly RecordKey[]): Promise<readonly RecordRow[]>;
  links(ids: readonly string[]): Promise<readonly StoredLink[]>;
  linksByReference(references: readonly string[]): Promise<readonly StoredLink[]>;
  targets(ids: readonly string[]): Promise<readonly Target[]>;
  /** The rows of a kind that share one of the match keys, without those that are known already. */
  sharing(kind: Kind, matchKeys: readonly string[], but: readonly RecordKey[]): Promise<readonly RecordRow[]>;
  waiting(targets: readonly string[]): Promise<readonly Wait[]>;
  /** Events of links, by their places; one that is not there is left out. */
  happened(at: readonly EventAt[]): Promise<readonly EventFound[]>;
  /** Timers whose time has come by `now` (milliseconds since 1970), longest due first. */
  due(now: number, limit: number): Promise<readonly DueTimer[]>;
  /** The rows that name one of these records in a reference field; rare, so it may take a look at every row. */
  referring(keys: readonly RecordKey[]): Promise<readonly RecordRow[]>;
  /** The links whose state names one of these links; rare, so it may take a look at every link. */
  naming(ids: readonly string[]): Promise<readonly StoredLink[]>;
  /** Living records of a resource that were last told as a revision below this one, in key order behind `after`. */
  toldBefore(at: MemberKey, revision: number, page: KeyPage): Promise<readonly RecordRef[]>;
  countToldBefore(at: MemberKey, revision: number): Promise<number>;
  /** How many wait for a target, by field. */
  waitCounts(target: string): Promise<Readonly<Record<string, number>>>;
  /** Some of those who wait for a target, in the order of their ids. */
  waitingFor(target: string, limit: number): Promise<readonly Wait[]>;
  /** Links that do not agree, after one of them in the order of their ids, each with the position of its last event. */
  unsettled(after: string, limit: number): Promise<readonly Placed[]>;
  /** PowerOffice Go rows of a flow that have no link yet, in key order. */
  unlinked(flow: FlowId, limit: number): Promise<readonly RecordRow[]>;
  /**
   * HRM rows of a flow that have no link and may found one (not born of us, not left behind), in key order, behind the
   * row with key `after`.
   */
  founders(flow: FlowId, limit: number, after: RecordKey): Promise<readonly RecordRow[]>;
  /**
   * Deletes the events of these links, and what is noted of them and these records: waits, timers, findings. Answers
   * how much that was. Links and rows are then saved as what is left of them.
   */
  erase(erasure: Erasure): Promise<Pick<Removed, 'events' | 'waits' | 'timers' | 'findings'>>;
  /**
   * Stores all of it or nothing. A row that was stored before must have been read through this ledger. Throws when a
   * link was decided on another version than the stored one.
   */
  save(changes: Changes): Promise<void>;
}
