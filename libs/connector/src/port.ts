import type {
  ContactRole,
  ContactValues,
  RecordRef,
  Refusal,
  Resource as ResourceName,
  System,
  Values,
} from '@samsvar/contracts';

/**
 * One record as one reading brought it. `stamps` are the record's own, by name (see `Resource.stampOf`); `version` is
 * what the system enforces on writes (an ETag), where it does. A contact read through one role only says so by
 * `values.roles`; what is not in a reading is not known by it.
 */
export interface Reading {
  readonly id: string;
  readonly parent?: string;
  readonly values: Values | ContactValues;
  /** Our own reference, where the record bears one. */
  readonly reference?: string;
  readonly stamps: Readonly<Record<string, string>>;
  /** Fields the system shows masked, by flat name (`shared.X` of a contact): absent from `values`, and not known. */
  readonly masked?: readonly string[];
  readonly version?: string;
  /** Why parts of the record could not be read; those fields are absent from `values`. */
  readonly problem?: readonly Refusal[];
}

/** Part of a listing. `gone` are ids the system itself says are deleted (tombstones). */
export interface Page {
  readonly readings: readonly Reading[];
  readonly gone?: readonly string[];
  /** Where the next poll starts, taken from the data; given with the last page of `changes`. */
  readonly cursor?: string;
  /** How many records there are, where the system says so. */
  readonly total?: number;
  /** Set by `changes` on its last page when what it listed was everything there is, in stable id order. */
  readonly complete?: boolean;
  /**
   * Set when the system answered exactly what it answered this process before (a digest of the bytes): the pages hold
   * no readings and nothing needs comparing.
   */
  readonly unchanged?: boolean;
}

/** What became of a call that writes, when it was answered. Unanswered calls throw `Unanswered`. */
export type Written =
  /** Applied; `reading` is what is stored, absent where the system answers no body (then it is read again later). */
  | { readonly outcome: 'done'; readonly reading?: Reading; readonly id?: string }
  /** A precondition failed (412, JSON Patch `test`): something else is stored than was expected. */
  | { readonly outcome: 'stale' }
  | { readonly outcome: 'refused'; readonly refusals: readonly Refusal[] }
  /** No such record; for a create: our reference is already borne by record `id` (then it is read and adopted). */
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'exists'; readonly id: string };

/** What a resource can do beyond the port's least. */
export interface Abilities {
  /** The system enforces the version sent (ETag with If-Match): no look is needed before a write. */
  readonly enforcesVersion: boolean;
  /** JSON Patch `test` is honoured on the primary. */
  readonly jsonPatchTest: boolean;
  /** A create repeated with one key makes one record (Idempotency-Key), so an unanswered create is repeated at once. */
  readonly idempotentCreate: boolean;
  /** What was born of us can be found again: by our reference, or by what marks it where none is taken. */
  readonly findsReference: boolean;
  /** None is taken, so what marks a birth is looked up before every try, the first one too. */
  readonly looksFirst?: boolean;
  /** Reads may come from a replica, this late at most (0: reads are strong). */
  readonly settleAfterMs: number;
  /** Calls that may be under way at once. */
  readonly concurrency: number;
}

export interface WriteTo {
  readonly ref: RecordRef;
  /** Through which role of a contact it is told. */
  readonly role?: ContactRole;
  /** Only the fields to write, native names. */
  readonly values: Values;
  /**
   * What those fields are expected to hold, for a deactivation every field that is known; a resource with
   * `jsonPatchTest` sends them as `test`.
   */
  readonly expected: Values;
  /** The version last seen, for systems that enforce one. */
  readonly version?: string;
  /** Part of a load rather than somebody's edit: it waits for edits and polls where requests are scarce. */
  readonly bulk?: boolean;
  /** Asked when its turn has come: whether it is still ours to send; another process may have taken it over. */
  readonly mayGo?: (() => boolean) | undefined;
}

export interface Birth {
  readonly tenant: string;
  readonly values: Values;
  /** Our reference, written at birth. */
  readonly reference: string;
  /** Names this very create, for systems that make one record per key. */
  readonly key: string;
  /** Part of a load, see `WriteTo`. */
  readonly bulk?: boolean;
  readonly mayGo?: WriteTo['mayGo'];
}

/**
 * One resource of one system, in that system's own words. Every method may throw `RetryLater` (429, 5xx known not
 * applied, the budget) and `Forbidden` (a wrong key, a missing right); methods that write may throw `Unanswered`.
 */
export interface Resource {
  readonly name: ResourceName;
  readonly abilities: Abilities;
  /**
   * The stamp that covers a field: the field is heard only from readings whose stamp of that name is not older than
   * the newest ever met. `null`: no stamp covers it; it is heard only from readings begun `settleAfterMs` after its
   * last change or write. Field names of a contact are `shared.X`, `employee.X`, `customer.X`.
   */
  stampOf(field: string): string | null;
  /**
   * What changed since the cursor (from the beginning without one), in pages; see `Page` for what the last one says.
   * `whole`: something of the last poll could not be heard yet, so `Page.unchanged` must not skip it.
   */
  changes(cursor: string | undefined, options?: { readonly whole: boolean }): AsyncIterable<Page>;
  /**
   * A complete listing in stable id order. `idsOnly`: readings may carry empty values (the second listing of a first
   * scan). `spare`: only with requests that nobody else wants.
   */
  scan(options: { readonly idsOnly: boolean; readonly spare?: boolean }): AsyncIterable<Page>;
  /**
   * The record by id, under any role it has (or the one given); undefined when the system says there is none. `bulk`:
   * a look before a write of a load, see `WriteTo`.
   */
  read(ref: RecordRef, role?: ContactRole, options?: { readonly bulk: boolean }): Promise<Reading | undefined>;
  /** The record that was born of this birth, if any; only where `abilities.findsReference`. */
  find(reference: string, birth: Birth): Promise<Reading | undefined>;
  create(birth: Birth): Promise<Written>;
  /**
   * What marks a record as the one being born, where the system takes no reference: said alike by a birth's values and
   * by a reading. A record that bears the mark of an open birth is withheld (Inv 12).
   */
  readonly markOf?: ((values: Values) => string | undefined) | undefined;
  update(write: WriteTo): Promise<Written>;
  deactivate(write: WriteTo): Promise<Written>;
}

/** One tenant's side of a system: signed in, limited, with its resources. */
export interface Connection {
  readonly tenant: string;
  readonly resources: readonly Resource[];
  /** Asks the system whether the keys work and which rights are missing; problems in words that say what to do. */
  check(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A connector: knows one system and nothing else. `connect` is called once per tenant at start. */
export interface Connector {
  readonly system: System;
  connect(tenant: string): Promise<Connection>;
}
