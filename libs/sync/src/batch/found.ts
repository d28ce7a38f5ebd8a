import type { Kind, RecordKey } from '@samsvar/contracts';
import { flowOf, kinds, linkIdOf } from '@samsvar/contracts';
import type { Meets } from '../link/decide.js';
import type { LinkState } from '../link/state.js';
import { ownReferenceRule, type Verdict } from '../match.js';
import type { RecordRow } from './ledger.js';
import { askedAbout } from './links.js';
import { isLeftArchived, verdictOf, wordsOf } from './meet-row.js';
import { readForMeeting, readReferences } from './prefetch.js';
import { referencedKeys } from './reference.js';
import { makesBirths } from './tenant.js';
import type { Work } from './work.js';

/**
 * Whether an HRM record may found a link, and so be made in PowerOffice Go: one of a flow that is told so, that nothing
 * matched and nothing left behind. PowerOffice Go has the first choice: every record of the kind has met (Inv 11);
 * `stage` is the kind whose meeting has come that far.
 */
export function mayFound(work: Work, row: RecordRow, stage?: Kind): boolean {
  if (row.ref.system !== 'customhrm' || row.linkId !== undefined || row.gone || row.leftBehind) return false;
  if (row.ours || row.reference !== undefined || !makesBirths(work.settings, flowOf(row.category).id)) return false;
  return work.tenant.meeting[row.kind] === 'met' || stage === row.kind;
}

interface Turn {
  readonly work: Work;
  readonly stage: Kind | undefined;
  /** Records that a person is asked about: they wait for the answer. */
  readonly asked: ReadonlySet<RecordKey>;
  readonly begun: Set<RecordKey>;
}

/** HRM records found their links, after those they refer to: departments before people, managers first. */
export async function foundAll(work: Work, rows: readonly RecordRow[], stage?: Kind): Promise<void> {
  if (rows.length === 0) return;
  const all = await withReferred(work, rows, stage);
  await readForMeeting(work, all);
  await work.links.read(all.flatMap((row) => work.rows.sharing(row).flatMap(({ linkId }) => linkId ?? [])));
  const waits = await work.ledger.waiting(all.map(({ key }) => key));
  await work.links.read(waits.flatMap(({ field, linkId }) => (field === askedAbout ? [linkId] : [])));
  const asked = new Set(work.links.all().flatMap(({ proposal }) => proposal?.candidates ?? []));
  const turn: Turn = { work, stage, asked, begun: new Set() };
  for (const kind of kinds) for (const row of all) if (row.kind === kind) found(turn, row.key);
}

/** The rows with all they refer to, up every line, that may found links too. */
async function withReferred(work: Work, rows: readonly RecordRow[], stage?: Kind): Promise<readonly RecordRow[]> {
  await readReferences(work, rows);
  const all = new Map<RecordKey, RecordRow>();
  for (let at = rows; at.length > 0;) {
    for (const row of at) all.set(row.key, row);
    const keys = new Set(at.flatMap((row) => upOf(work, row)));
    at = [...keys]
      .flatMap((key) => work.row(key) ?? [])
      .filter((row) => !all.has(row.key) && mayFound(work, row, stage));
  }
  return [...all.values()];
}

const upOf = (work: Work, row: RecordRow): readonly RecordKey[] =>
  referencedKeys(work.settings.policyOf(row.category), row.values);

function found(turn: Turn, key: RecordKey): void {
  const { work, stage, asked, begun } = turn;
  const row = work.row(key);
  if (!row || begun.has(key) || !mayFound(work, row, stage)) return;
  begun.add(key);
  for (const up of upOf(work, row)) found(turn, up);
  if (asked.has(key)) return;
  work.cause = work.founders.get(key) ?? work.cause;
  const verdict = verdictOf(work, row, apartFrom(work, row));
  const waiting = waitsForIt(work, verdict);
  if (waiting) return joins(work, row, waiting);
  const meets = questionOf(work, row, verdict);
  const linkId = linkIdOf(row.ref, row.kind);
  work.decide(linkId, { type: 'Opened', kind: row.kind, words: wordsOf(work, row), ...(meets && { meets }) });
  work.settleRow(linkId);
}

/** The link of what was made for this record, once, and of which a person is asked since nobody knew for whom. */
function waitsForIt(work: Work, verdict: Verdict): LinkState | undefined {
  if (verdict.type !== 'join' || verdict.rule !== ownReferenceRule) return undefined;
  const { linkId } = verdict.row;
  const state = linkId === undefined ? undefined : work.links.state(linkId);
  return state?.proposal?.code === 'founder-missing' ? state : undefined;
}

function joins(work: Work, row: RecordRow, { id }: LinkState): void {
  work.decide(id, { type: 'Joined', words: wordsOf(work, row), rule: ownReferenceRule, again: true });
  work.settleRow(id);
}

/** What is to be asked about a record that would found a link, or why it is left out; nothing: it may be made. */
function questionOf(work: Work, row: RecordRow, verdict: Verdict): Meets | undefined {
  const question = asQuestion(verdict);
  return question ?? (isLeftArchived(work, row) ? { type: 'Skipped', code: 'left-out' } : undefined);
}

/** Those a person said it is never to be linked with: their links remember. */
const apartFrom = (work: Work, row: RecordRow): readonly RecordKey[] =>
  work.rows.sharing(row).flatMap(({ key, linkId }) => {
    const state = linkId === undefined ? undefined : work.links.state(linkId);
    return state?.apart?.includes(row.key) ? [key] : [];
  });

/** PowerOffice Go had the first choice and did not take it, so what fits all the same is for a person to say. */
export function asQuestion(verdict: Verdict): Meets | undefined {
  if (verdict.type === 'create') return undefined;
  const { rule, compared } = verdict;
  if (verdict.type === 'join')
    return { type: 'Proposed', rule, code: 'proposal', candidates: [verdict.row.key], compared };
  const { code, candidates } = verdict;
  return { type: 'Proposed', rule, code, candidates, compared };
}
