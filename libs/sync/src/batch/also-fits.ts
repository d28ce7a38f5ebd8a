import type { Category, RecordRef } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { counterpartKey } from '../link/counterpart.js';
import type { Meets } from '../link/decide.js';
import { memberKeyOf } from '../link/events.js';
import type { LinkState } from '../link/state.js';
import { match, ownReferenceRule } from '../match.js';
import type { RecordRow } from './ledger.js';
import type { Work } from './work.js';

/**
 * A contact that has a counterpart becomes an employee besides: the rules of employees may find another record of the
 * HRM for it, and then a person is asked which it is (flows.md, Matching). Nobody else's counterpart is asked about.
 */
export function alsoFits(work: Work, row: RecordRow): Meets | undefined {
  const state = takesOnRole(work, row);
  if (!state) return undefined;
  const { ref } = state.members[counterpartKey(state)]!;
  const not = [...(state.apart ?? []), ...(ref ? [recordKey(ref)] : [])];
  const around = work.rows.sharing(row).filter(({ key }) => !not.includes(key));
  const verdict = match(row, around, work.settings.rulesOf(row.kind), work.settings.matching);
  if (verdict.type === 'create' || verdict.rule === ownReferenceRule) return undefined;
  if (verdict.type === 'propose' && verdict.code === 'taken') return undefined;
  const candidates = verdict.type === 'join' ? [verdict.row.key] : verdict.candidates;
  const compared = work.settings.rulesOf(row.kind).find(({ name }) => name === verdict.rule)?.compares;
  return { type: 'Proposed', rule: verdict.rule, code: 'also-fits', candidates, compared };
}

/** The link of a contact that is heard to be an employee now and was none, where it has a counterpart. */
export function takesOnRole(
  work: Work,
  { ref, category, linkId = work.row(recordKey(ref))?.linkId }: Role,
): LinkState | undefined {
  if (ref.system !== 'powerofficego' || category !== 'EMPLOYEE' || linkId === undefined) return undefined;
  const state = work.links.state(linkId);
  const member = state?.members[memberKeyOf(ref)];
  if (!state || !member || member.gone || member.roles.includes('EMPLOYEE') || state.proposal) return undefined;
  const { ref: theirs, asked, gone } = state.members[counterpartKey(state)] ?? {};
  return (theirs ?? asked) && !gone ? state : undefined;
}

interface Role {
  readonly ref: RecordRef;
  readonly category: Category;
  readonly linkId?: string | undefined;
}
