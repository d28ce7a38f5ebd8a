import type { MemberWords, Meets } from '../link/decide.js';
import { memberKeyOf } from '../link/events.js';
import type { Verdict } from '../match.js';
import { match } from '../match.js';
import { counterpartKey, isUnborn } from '../link/counterpart.js';
import type { LinkState } from '../link/state.js';
import type { Kind } from '@samsvar/contracts';
import { categoriesOf, flowOf, linkIdOf } from '@samsvar/contracts';
import type { RecordRow } from './ledger.js';
import { resolve } from './reference.js';
import type { TenantSettings } from './settings.js';
import type { Work } from './work.js';

/** What a row says, as its link hears it. */
export function wordsOf(work: Work, row: RecordRow): MemberWords {
  const policy = work.settings.policyOf(row.category);
  return {
    member: memberKeyOf(row.ref),
    ref: row.ref,
    revision: row.revision,
    category: row.category,
    roles: row.roles,
    mapping: row.mapping,
    ownFields: ownFieldsOf(work.settings, row.kind),
    problem: row.problem,
    ...resolve(work, policy, row.values),
  };
}

const ownFieldsKnown = new WeakMap<TenantSettings, Map<Kind, readonly string[]>>();

/** The fields that belong to a role rather than to the contact, whichever of its roles speaks. */
function ownFieldsOf(settings: TenantSettings, kind: Kind): readonly string[] {
  const known = ownFieldsKnown.get(settings) ?? new Map<Kind, readonly string[]>();
  ownFieldsKnown.set(settings, known);
  const found = known.get(kind) ?? namesOfOwn(settings, kind);
  known.set(kind, found);
  return found;
}

function namesOfOwn(settings: TenantSettings, kind: Kind): readonly string[] {
  const fields = categoriesOf[kind].flatMap((category) => Object.values(settings.policyOf(category).fields));
  return [...new Set(fields.filter(({ roleOwn }) => roleOwn).map(({ name }) => name))];
}

/** Opens the link of a PowerOffice Go record: with its counterpart, with a question, left out, or to be created. */
export function meetRow(work: Work, row: RecordRow): void {
  const linkId = linkIdOf(row.ref, row.kind);
  const meets = counterpartOf(work, row);
  const birth = meets && birthMet(work, meets);
  if (birth) return meetBirth(work, row, birth);
  work.decide(linkId, { type: 'Opened', kind: row.kind, words: wordsOf(work, row), ...(meets && { meets }) });
  work.settleRow(linkId);
}

/** What a PowerOffice Go record meets in the HRM; nothing: it is to be made there. */
export function counterpartOf(work: Work, row: RecordRow): Meets | undefined {
  const { settings } = work;
  if (!settings.flowEnabled(flowOf(row.category).id)) return { type: 'Skipped', code: 'flow-off' };
  const verdict = verdictOf(work, row);
  if (verdict.type === 'join') return { type: 'Joined', words: wordsOf(work, verdict.row) };
  if (verdict.type === 'propose') {
    return { type: 'Proposed', rule: verdict.rule, code: verdict.code, candidates: verdict.candidates };
  }
  return leftOut(work, row);
}

/** What matching finds for a record without a link. */
export const verdictOf = (work: Work, row: RecordRow): Verdict =>
  match(row, work.rows.sharing(row), work.settings.rulesOf(row.kind), work.settings.matching);

/** By the tenant's wish an inactive record without a counterpart stays out. */
export const leftOut = ({ settings }: Work, row: RecordRow): Meets | undefined =>
  settings.leaveOutArchived && row.values['active'] === false ? { type: 'Skipped', code: 'left-out' } : undefined;

/** The birth of which the only fitting counterpart is the founder: PowerOffice Go is yet to have it. */
function birthMet(work: Work, meets: Meets): LinkState | undefined {
  if (meets.type !== 'Proposed' || meets.code !== 'taken' || meets.candidates.length !== 1) return undefined;
  const founder = work.row(meets.candidates[0]!);
  const state = founder?.linkId === undefined ? undefined : work.links.state(founder.linkId);
  return state && isUnborn(state) && !state.proposal && !state.skipped ? state : undefined;
}

/**
 * While the birth is asked for, what may be its outcome is held and nobody's (Inv 12): departments bear no reference.
 * One that was not asked for yet is not needed any more: the record is there.
 */
function meetBirth(work: Work, row: RecordRow, state: LinkState): void {
  if (state.members[counterpartKey(state)]?.asked) return work.hold(row.key);
  work.putRow({ ...row, linkId: state.id, matched: true });
  work.decide(state.id, { type: 'Joined', words: wordsOf(work, row) });
}
