import type { Category, RecordRef, Values } from '@samsvar/contracts';
import { referenceOf } from '@samsvar/contracts';

/** What matching compares of a record. */
export interface Matchable {
  readonly category: Category;
  readonly values: Values;
  /** Our own reference, where the record bears one. */
  readonly reference?: string | undefined;
  /** The record itself: what another bears as a reference when it was born of this one. */
  readonly ref?: RecordRef | undefined;
}

/**
 * One way to recognise a record on the other side. Two records are candidates under a rule when they share its key and
 * agree. A sure rule joins when exactly one fits on each side; any other only proposes.
 */
export interface MatchRule {
  readonly name: string;
  readonly sure: boolean;
  /** A short prefixed text for an indexed column; undefined where the record has nothing to go by. */
  keyOf(record: Matchable): string | undefined;
  agrees(a: Matchable, b: Matchable): boolean;
  /** The key says something only if no other record of its resource and category has it, linked or not. */
  readonly oneToOne: boolean;
  /** The fields it compares: what a person is shown beside a proposal. */
  readonly compares: readonly string[];
}

/** A rule whose key says it all, unless told otherwise. */
export const rule = (
  parts: Pick<MatchRule, 'name' | 'sure' | 'keyOf' | 'compares'> & Partial<Pick<MatchRule, 'agrees' | 'oneToOne'>>,
): MatchRule => ({ agrees: () => true, oneToOne: false, ...parts });

/** Our own reference found on the other side, after a crash or a restore: it was born of this very record. */
export const ownReference = rule({
  name: 'reference',
  sure: true,
  compares: [],
  keyOf: ({ reference, ref }) => {
    if (reference !== undefined) return `ref:${reference}`;
    return ref && `ref:${referenceOf(ref)}`;
  },
});

/** A known text, or undefined: absent and empty say nothing. */
export function said(values: Values, field: string): string | undefined {
  const value = values[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Text without case, accents in one form and blanks collapsed; Norwegian letters stay apart. */
export const fold = (text: string): string => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

/** A known text folded, or undefined. */
export const folded = (values: Values, field: string): string | undefined => {
  const value = said(values, field);
  return value === undefined ? undefined : fold(value);
};
