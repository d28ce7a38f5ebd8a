import type { SkipCode } from '../link/events.js';
import type { Doubt, Meets, MemberWords } from '../link/decide.js';
import { memberKeyOf } from '../link/events.js';
import type { Reading } from '../link/origin.js';
import type { Verdict } from '../match.js';
import { match, ownReferenceRule } from '../match.js';
import type { Policy } from '../policy.js';
import { omit } from '../values.js';
import type { Category, Kind, RecordKey, Values } from '@samsvar/contracts';
import { counterpartKey, isUnborn } from '../link/counterpart.js';
import type { LinkState } from '../link/state.js';
import { generationOf } from './generations.js';
import { categoriesOf } from '@samsvar/contracts';
import type { RecordRow } from './ledger.js';
import { awaitBirth } from './founders.js';
import { resolve } from './reference.js';
import { isOn, type TenantSettings } from './settings.js';
import type { Work } from './work.js';

/** What is known of a row's words besides: the message that brought them just now, and what of them is doubted. */
interface Besides {
  readonly message?: string;
  readonly doubted?: Doubt;
  /** The category of the link it is about to join. */
  readonly linkCategory?: Category;
}

/** What a row says, as its link hears it. */
export function wordsOf(work: Work, row: RecordRow, { message, doubted, linkCategory }: Besides = {}): MemberWords {
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
    ...readingOf(row.stamps, message),
    ...(doubted && { doubted }),
    ...resolve(work, policy, inWordsOf(policy, row, linkCategory ?? work.links.state(row.linkId ?? '')?.category)),
  };
}

/** Somebody gave the HRM record another kind than its link is about: what is said per category is then not known. */
function inWordsOf(policy: Policy, { ref, category, values }: RecordRow, linkCategory: Category | undefined): Values {
  if (ref.system !== 'customhrm' || linkCategory === undefined || linkCategory === category) return values;
  return omit(
    values,
    Object.values(policy.fields).flatMap(({ name, perCategory }) => (perCategory ? [name] : [])),
  );
}

/** What came with words: nothing is said of what is not known. */
export function readingOf(stamps: RecordRow['stamps'] = {}, message = ''): { readonly reading?: Reading } {
  const hasStamps = Object.keys(stamps).length > 0;
  if (message === '' && !hasStamps) return {};
  return { reading: { ...(message !== '' && { message }), ...(hasStamps && { stamps }) } };
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

/** A record that a person parted from its counterpart waits until somebody says what it is the same as. */
export const unlinkedWaits: Meets = { type: 'Proposed', rule: 'unlinked', code: 'unlinked', candidates: [] };

/**
 * PowerOffice Go's record bears our reference, so it was made for one of the HRM. Where link has forgotten that, it may
 * not have heard of that one yet, or people have deleted it: nothing is made a second time (Inv 12).
 */
const founderMissing: Meets = { type: 'Proposed', rule: ownReferenceRule, code: 'founder-missing', candidates: [] };

/** Opens the link of a PowerOffice Go record: with its counterpart, with a question, left out, or to be created. */
export function meetRow(work: Work, row: RecordRow): void {
  const { id, state, after } = generationOf(work, row);
  if (state) returns(work, row, state);
  else {
    const meets = row.leftBy === undefined ? counterpartOf(work, row, after) : unlinkedWaits;
    const birth = meets && birthMet(work, meets);
    if (birth) return meetBirth(work, row, birth);
    const opens = { ...(after && { after }), ...(meets && { meets }) };
    work.decide(id, { type: 'Opened', kind: row.kind, words: wordsOf(work, row, { message: work.cause }), ...opens });
  }
  work.settleRow(id);
}

/** It is again what it was when it left: it returns to its link; one that ended meanwhile looks around anew. */
function returns(work: Work, row: RecordRow, state: LinkState): void {
  work.putRow({ ...row, linkId: state.id });
  const meets = state.ended ? counterpartOf(work, row, state) : undefined;
  work.decide(state.id, { type: 'Seen', words: wordsOf(work, row, { message: work.cause }), ...(meets && { meets }) });
}

/** What people said of a record before: whom it is never to be linked with, and that it is to be made anew. */
type Said = Pick<LinkState, 'apart' | 'anew'>;

/** What a PowerOffice Go record meets in the HRM; nothing: it is to be made there. */
export function counterpartOf(work: Work, row: RecordRow, { apart, anew }: Said = {}): Meets | undefined {
  const code = leftOutBy(work, row);
  if (code && code !== 'left-out') return { type: 'Skipped', code };
  const met = metBy(work, verdictOf(work, row, apart)) ?? (code && { type: 'Skipped', code });
  return met ?? (row.reference === undefined || anew ? undefined : founderMissing);
}

/** Which of the tenant's choices leaves a record out; what is archived only stays out if nobody fits it. */
export function leftOutBy(work: Work, row: RecordRow): SkipCode | undefined {
  const { settings } = work;
  if (!isOn(settings, row.category, row.ref.resource)) return 'flow-off';
  if (settings.leaveOutSuppliers && isOfSupplier(work, row)) return 'supplier-contact';
  return isLeftArchived(work, row) ? 'left-out' : undefined;
}

/** By the tenant's wish an inactive record without a counterpart stays out, on either side. */
export const isLeftArchived = ({ settings }: Work, { values }: RecordRow): boolean =>
  settings.leaveOutArchived && values['active'] === false;

/** A contact person whose company is in no complete listing of customers belongs to a supplier (design.md 4). */
function isOfSupplier(work: Work, { category, values }: RecordRow): boolean {
  const company = values['departmentId'];
  return category === 'CONTACT_PERSON' && typeof company === 'string' && work.row(company) === undefined;
}

/** Left out, or gone and back without a counterpart: where that no longer holds it looks for one as at first. */
export function isMetAnew(work: Work, row: RecordRow): boolean {
  const state = mayMeetAnew(work, row);
  if (!state) return false;
  return state.ended === true || leftOutBy(work, row) === undefined;
}

/** Who was left out by a person stays out. */
const decided: readonly SkipCode[] = ['declined', 'merged'];
export const isLeftOutByPerson = (state: LinkState | undefined): boolean =>
  state?.skipped !== undefined && decided.includes(state.skipped);

/** The link of a record that may have to look for a counterpart; what is found for it must have been read. */
export function mayMeetAnew(work: Work, { ref, linkId, kind }: RecordRow): LinkState | undefined {
  const state = linkId === undefined ? undefined : work.links.state(linkId);
  if (ref.system !== 'powerofficego' || !state || !work.metOrMeeting(kind)) return undefined;
  if (state.ended) return state.members[`customhrm/${kind}`] === undefined ? state : undefined;
  return state.skipped && !isLeftOutByPerson(state) ? state : undefined;
}

/** What a verdict means for the link of the record; none where nobody fits. */
export function metBy(work: Work, verdict: Verdict): Meets | undefined {
  if (verdict.type === 'join') {
    const again = work.tenant.reformed === true || verdict.rule === ownReferenceRule;
    return { type: 'Joined', words: wordsOf(work, verdict.row), rule: verdict.rule, ...(again && { again }) };
  }
  if (verdict.type === 'create') return undefined;
  const { rule, code, candidates, compared } = verdict;
  return { type: 'Proposed', rule, code, candidates, compared };
}

/** What matching finds for a record without a link. */
export function verdictOf(work: Work, row: RecordRow, apart: readonly RecordKey[] = []): Verdict {
  const around = work.rows.sharing(row).filter(({ key }) => !apart.includes(key));
  return match(row, around, work.settings.rulesOf(row.kind), work.settings.matching);
}

/** The birth of which the only fitting counterpart is the founder: PowerOffice Go is yet to have it. */
function birthMet(work: Work, meets: Meets): LinkState | undefined {
  if (meets.type !== 'Proposed' || meets.code !== 'taken' || meets.candidates.length !== 1) return undefined;
  const founder = work.row(meets.candidates[0]!);
  const state = founder?.linkId === undefined ? undefined : work.links.state(founder.linkId);
  return state && isUnborn(state) && !state.proposal && !state.skipped ? state : undefined;
}

/**
 * While the birth is asked for, what may be its outcome waits and is nobody's (Inv 12): departments bear no reference.
 * One that was not asked for yet is not needed any more: the record is there.
 */
function meetBirth(work: Work, row: RecordRow, state: LinkState): void {
  if (state.members[counterpartKey(state)]?.asked) return awaitBirth(work, row.key);
  work.putRow({ ...row, linkId: state.id, matched: true });
  work.decide(state.id, { type: 'Joined', words: wordsOf(work, row) });
}
