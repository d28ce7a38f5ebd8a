import type { ContactRole, ContactValues, RecordRef, Refusal, Values } from '@samsvar/contracts';

/** One record in one system, as its connector remembers it: one row, whatever roles it has. */
export interface RecordRow {
  readonly ref: RecordRef;
  /** What is known of it now; a field that could not be read is absent. */
  readonly values: Values | ContactValues;
  /** The newest stamp of each name ever met, in a poll, a look or an answer: the floor below which nothing is heard. */
  readonly stamps: Readonly<Record<string, string>>;
  /** The version the system enforces on writes, as last met. */
  readonly version?: string;
  /** Our own reference, where it bears one. */
  readonly reference?: string;
  /**
   * Grows with every change that is told, and begins at the database's clock: what is told after a loss of the row is
   * newer than all that was told before it.
   */
  readonly revision: number;
  /** The revision of its first sight by this store, or of its last retelling: nothing was decided here on less. */
  readonly since?: number;
  /** Which life of this id: more than one after a deletion and a return. */
  readonly incarnation: number;
  readonly gone: boolean;
  /** When it was believed to be gone: readings begun before are older than that, whatever they show. */
  readonly goneAt?: number;
  /** The same of roles that a contact has left. */
  readonly leftAt?: Readonly<Partial<Record<ContactRole, number>>>;
  /** By field, the revision that told its last change; a field that never changed is absent. */
  readonly changed: Readonly<Record<string, number>>;
  /** When a field that no stamp covers last changed or was written, in milliseconds of the database's clock. */
  readonly quietSince?: number;
  /** A write found no such record (under that role): whoever meets it there again tells it, changed or not. */
  readonly doubted?: { readonly role?: ContactRole };
  /** Why parts of it could not be read. */
  readonly problem?: readonly Refusal[];
}

/** The next revision of a row; never below `floor`, the database's clock in milliseconds (docs/decisions/0003). */
export const nextRevision = (row: Pick<RecordRow, 'revision'> | undefined, floor = 0): number =>
  Math.max((row?.revision ?? 0) + 1, floor);

/** What hearing needs to know of a resource; `Resource` of the port fits. */
export interface Hearing {
  stampOf(field: string): string | null;
  readonly abilities: { readonly settleAfterMs: number };
}
