import type { Category, Kind, RecordKey, RecordRef } from '@samsvar/contracts';
import type { MemberKey } from './member-key.js';

/**
 * A person had everything deleted that was kept of the link: every event before this one is gone, and this one alone
 * says what is left, which are ids. What is needed so that nothing late brings anything back, and no more.
 */
export interface LinkErased {
  readonly type: 'LinkErased';
  readonly who: string;
  /** ISO 8601, by the clock of the store. */
  readonly at: string;
  readonly kind: Kind;
  readonly category: Category;
  readonly founding: RecordRef;
  readonly generation?: number;
  /** The records that were in it, which are gone, and up to which revision they were heard. */
  readonly members: Readonly<Partial<Record<MemberKey, { readonly ref: RecordRef; readonly revision: number }>>>;
  /** Records that it left behind and that are there: others may refer to them by it. */
  readonly left?: Readonly<Partial<Record<MemberKey, RecordKey>>>;
}
