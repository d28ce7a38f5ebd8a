import type { MemberWords, Meets } from '../link/decide.js';
import { memberKeyOf } from '../link/events.js';
import { match } from '../match.js';
import { flowOf, linkIdOf } from '@samsvar/contracts';
import type { RecordRow } from './ledger.js';
import { resolve } from './reference.js';
import type { Work } from './work.js';

/** What a row says, as its link hears it. */
export function wordsOf(work: Work, row: RecordRow): MemberWords {
  const policy = work.settings.policyOf(row.category);
  const ownFields = Object.values(policy.fields)
    .filter((field) => field.roleOwn)
    .map((field) => field.name);
  return {
    member: memberKeyOf(row.ref),
    ref: row.ref,
    revision: row.revision,
    category: row.category,
    roles: row.roles,
    mapping: row.mapping,
    ownFields,
    problem: row.problem,
    ...resolve(work, policy, row.values),
  };
}

/** Opens the link of a PowerOffice Go record: with its counterpart, with a question, left out, or to be created. */
export function meetRow(work: Work, row: RecordRow): void {
  const linkId = linkIdOf(row.ref, row.kind);
  const meets = counterpartOf(work, row);
  work.decide(linkId, { type: 'Opened', kind: row.kind, words: wordsOf(work, row), ...(meets && { meets }) });
  work.settleRow(linkId);
}

function counterpartOf(work: Work, row: RecordRow): Meets | undefined {
  const { settings } = work;
  if (!settings.flowEnabled(flowOf(row.category).id)) return { type: 'Skipped', code: 'flow-off' };
  const verdict = match(row, work.rows.sharing(row), settings.rulesOf(row.kind), settings.matching);
  if (verdict.type === 'join') return { type: 'Joined', words: wordsOf(work, verdict.row) };
  if (verdict.type === 'propose') {
    return { type: 'Proposed', rule: verdict.rule, code: verdict.code, candidates: verdict.candidates };
  }
  return settings.leaveOutArchived && row.values['active'] === false
    ? { type: 'Skipped', code: 'left-out' }
    : undefined;
}
