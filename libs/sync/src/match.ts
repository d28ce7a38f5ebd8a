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
}

/** The rule that recognises what was born of our own creates; only it may find such records. */
export const ownReferenceRule = 'reference';

/** `literal`: no matching, always create; `safe`: as the rules say; `propose`: every match waits for a person. */
export type Matching = 'literal' | 'safe' | 'propose';

export type Verdict =
  | { readonly type: 'join'; readonly rule: string; readonly row: RecordRow }
  | {
      readonly type: 'propose';
      readonly rule: string;
      readonly code: 'proposal' | 'ambiguous' | 'taken';
      readonly candidates: readonly string[];
    }
  | { readonly type: 'create' };

/**
 * Which counterpart a record without a link has in the other system. Rules in order: the first sure rule with exactly
 * one unlinked candidate on each side wins; several at a sure rule stop there and are proposed, and so is a candidate of
 * a probable rule; only no candidate at any rule creates. Who is linked already is never joined again (Inv 7); records
 * born of our own creates are nobody's candidates (Inv 12).
 */
export function match(
  row: RecordRow,
  around: readonly RecordRow[],
  rules: readonly MatchRule[],
  matching: Matching,
): Verdict {
  if (matching === 'literal' || around.length === 0) return { type: 'create' };
  for (const rule of rules) {
    const verdict = tryRule(row, around, rule);
    if (!verdict) continue;
    const proposed = verdict.type === 'join' && matching === 'propose';
    return proposed ? { type: 'propose', rule: rule.name, code: 'proposal', candidates: [verdict.row.key] } : verdict;
  }
  return { type: 'create' };
}

function tryRule(row: RecordRow, around: readonly RecordRow[], rule: MatchRule): Verdict | undefined {
  const key = rule.keyOf(row);
  if (key === undefined) return undefined;
  const fitting = around.filter(
    (other) => other.key !== row.key && !other.gone && rule.keyOf(other) === key && rule.agrees(row, other),
  );
  const findable = (other: RecordRow) => !other.ours || rule.name === ownReferenceRule;
  const candidates = fitting.filter((other) => other.ref.system !== row.ref.system && findable(other));
  if (candidates.length === 0) return undefined;
  const free = candidates.filter(isFree);
  const rivals = fitting.filter((other) => isRival(row, other) && (rule.oneToOne === true || !other.matched));
  const keys = candidates.map((other) => other.key);
  if (!rule.sure)
    return free.length > 0
      ? { type: 'propose', rule: rule.name, code: 'proposal', candidates: free.map((other) => other.key) }
      : undefined;
  if (free.length === 0) return { type: 'propose', rule: rule.name, code: 'taken', candidates: keys };
  if (candidates.length > 1 || rivals.length > 0)
    return { type: 'propose', rule: rule.name, code: 'ambiguous', candidates: keys };
  return { type: 'join', rule: rule.name, row: free[0]! };
}

/** Nobody has it for a counterpart: PowerOffice Go records open a link also when they find none. */
const isFree = (other: RecordRow): boolean =>
  other.ref.system === 'customhrm' ? other.linkId === undefined : !other.matched;

/** Another record of the same sort that could claim the same counterpart. */
const isRival = (row: RecordRow, other: RecordRow): boolean =>
  other.ref.system === row.ref.system && other.ref.resource === row.ref.resource && other.category === row.category;
