import { recordKey } from '@samsvar/contracts';
import { counterpartKey } from '../link/counterpart.js';
import type { Meets } from '../link/decide.js';
import { memberKeyOf } from '../link/events.js';
import type { LinkState } from '../link/state.js';
import { ownReferenceRule } from '../match.js';
import { asQuestion } from './found.js';
import type { RecordRow } from './ledger.js';
import { verdictOf } from './meet-row.js';
import type { Work } from './work.js';

/**
 * A contact that has a counterpart becomes an employee besides: the rules of employees may find another record of the
 * HRM for it, and then a person is asked which it is (flows.md, Matching). Nobody else's counterpart is asked about.
 */
export function alsoFits(work: Work, row: RecordRow): Meets | undefined {
  const state = takesOnRole(work, row, row.linkId);
  if (!state) return undefined;
  const { ref } = state.members[counterpartKey(state)]!;
  const not = [...(state.apart ?? []), ...(ref ? [recordKey(ref)] : [])];
  const verdict = verdictOf(work, row, not);
  if (verdict.type !== 'create' && verdict.rule === ownReferenceRule) return undefined;
  const found = asQuestion(verdict);
  return found?.type === 'Proposed' && found.code !== 'taken' ? { ...found, code: 'also-fits' } : undefined;
}

/** The link of a contact that is heard to be an employee now and was none, where it has a counterpart. */
export function takesOnRole(
  work: Work,
  { ref, category }: Speaking,
  linkId: string | undefined,
): LinkState | undefined {
  if (ref.system !== 'powerofficego' || category !== 'EMPLOYEE' || linkId === undefined) return undefined;
  const state = work.links.state(linkId);
  const member = state?.members[memberKeyOf(ref)];
  if (!state || !member || member.gone || member.roles.includes('EMPLOYEE') || state.proposal) return undefined;
  const { ref: theirs, asked, gone } = state.members[counterpartKey(state)] ?? {};
  return (theirs ?? asked) && !gone ? state : undefined;
}

type Speaking = Pick<RecordRow, 'ref' | 'category'>;
