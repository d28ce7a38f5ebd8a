import type { Category, RecordRef, Values } from '@samsvar/contracts';
import type { RecordRow } from './batch/ledger.js';

/** What matching compares of a record. */
export interface Matchable {
  readonly category: Category;
  readonly values: Values;
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
  keyOf(record: Matchable): string | undefined;
  agrees(a: Matchable, b: Matchable): boolean;
  /** The key says something only if no other record of its resource and category has it, linked or not. */
  readonly oneToOne?: boolean;
  /** The fields it compares: what a person is shown beside a proposal. */
  readonly compares?: readonly string[];
}

/** The rule that recognises what was born of our own creates; only it may find such records. */
export const ownReferenceRule = 'reference';

/** `literal`: no matching, always create; `safe`: as the rules say; `propose`: every match waits for a person. */
export type Matching = 'literal' | 'safe' | 'propose';

export type Verdict =
  | {
      readonly type: 'join';
      readonly rule: string;
      readonly row: RecordRow;
      readonly compared?: readonly string[] | undefined;
    }
  | {
      readonly type: 'propose';
      readonly rule: string;
      readonly code: 'proposal' | 'ambiguous' | 'taken';
      readonly candidates: readonly string[];
      readonly compared?: readonly string[] | undefined;
    }
  | { readonly type: 'create' };

/**
 * Which counterpart a record without a link has in the other system. Rules in order: the first sure rule with exactly
 * one unlinked candidate on each side wins; several at a sure rule stop there and are proposed, and so is a candidate
 * of a probable rule; only no candidate at any rule creates. Who is linked already is never joined again (Inv 7);
 * records born of our own creates are nobody's candidates (Inv 12), but what was born of this very record is its
 * counterpart whatever the mode.
 */
export function match(
  row: RecordRow,
  around: readonly RecordRow[],
  rules: readonly MatchRule[],
  matching: Matching,
): Verdict {
  if (around.length === 0) return { type: 'create' };
  for (const rule of rules) {
    const isOurs = rule.name === ownReferenceRule;
    const verdict = matching === 'literal' && !isOurs ? undefined : tryRule(row, around, rule);
    if (!verdict) continue;
    return verdict.type === 'join' && matching === 'propose' && !isOurs
      ? proposed(rule, 'proposal', [verdict.row])
      : verdict;
  }
  return { type: 'create' };
}

const proposed = (rule: MatchRule, code: 'proposal' | 'ambiguous' | 'taken', rows: readonly RecordRow[]): Verdict => ({
  type: 'propose',
  rule: rule.name,
  code,
  candidates: rows.map(({ key }) => key),
  ...(rule.compares && { compared: rule.compares }),
});

function tryRule(row: RecordRow, around: readonly RecordRow[], rule: MatchRule): Verdict | undefined {
  const key = rule.keyOf(row);
  if (key === undefined) return undefined;
  const sharing = around.filter((other) => other.key !== row.key && !other.gone && rule.keyOf(other) === key);
  const findable = sharing.filter(
    (other) => other.ref.system !== row.ref.system && (!other.ours || rule.name === ownReferenceRule),
  );
  const candidates = findable.filter((other) => rule.agrees(row, other));
  if (candidates.length === 0) return undefined;
  const free = candidates.filter(isFree);
  if (!rule.sure) return free.length > 0 ? proposed(rule, 'proposal', free) : undefined;
  if (free.length === 0) return proposed(rule, 'taken', candidates);
  const alone = candidates.length === 1 && !(rule.oneToOne && findable.length > 1);
  return alone && !hasRival(row, sharing, rule)
    ? { type: 'join', rule: rule.name, row: free[0]!, ...(rule.compares && { compared: rule.compares }) }
    : proposed(rule, 'ambiguous', candidates);
}

/**
 * Whether another record of the same sort could claim the same counterpart. A key that has to be one record's own is
 * nobody's as soon as two have it, whatever else they say.
 */
const hasRival = (row: RecordRow, sharing: readonly RecordRow[], rule: MatchRule): boolean =>
  sharing.some(
    (other) =>
      other.ref.system === row.ref.system &&
      other.ref.resource === row.ref.resource &&
      other.category === row.category &&
      (rule.oneToOne === true || (rule.agrees(row, other) && !other.matched)),
  );

/** Nobody has it for a counterpart: PowerOffice Go records open a link also when they find none. */
const isFree = (other: RecordRow): boolean =>
  other.ref.system === 'customhrm' ? other.linkId === undefined : !other.matched;
