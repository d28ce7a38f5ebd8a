import type { RecordKey } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { RecordRow } from '../batch/ledger.js';
import { asQuestion } from '../batch/found.js';
import { metBy, verdictOf } from '../batch/meet-row.js';
import { readForMeeting } from '../batch/prefetch.js';
import type { Work } from '../batch/work.js';
import type { Meets } from '../link/decide.js';
import type { LinkState } from '../link/state.js';
import type { Handler } from './handler.js';
import { unknownLink } from './handler.js';
import { candidateOf } from './records-named.js';

/**
 * What was proposed is not the same. Once nobody is left the rules are asked again, without those declined; but a
 * record that has a counterpart goes on with that.
 */
export const declineProposal: Handler<'declineProposal'> = {
  async read(work, { link }) {
    await work.links.read([link]);
    const { founding } = work.links.state(link) ?? {};
    if (!founding) return;
    await work.rows.read([recordKey(founding)]);
    const row = work.row(recordKey(founding));
    if (row) await readForMeeting(work, [row]);
  },
  carryOut(work, { by, decision: { link, candidate, then } }) {
    const state = work.links.state(link);
    if (!state?.kind || !state.founding) return unknownLink(link);
    const proposed = state.proposal?.candidates ?? [];
    const key = candidate === undefined ? undefined : candidateOf(state, candidate);
    if (!state.proposal || (candidate !== undefined && key === undefined)) {
      return { code: 'nothing-to-decide', words: 'That is not among what is proposed for this link.' };
    }
    const hasCounterpart = state.proposal.code === 'also-fits';
    if (hasCounterpart && then === 'leave-out') return { code: 'not-possible', words: goesOnWords };
    const candidates = key === undefined ? proposed : [key];
    const isOver = candidates.length === proposed.length;
    const row = work.row(recordKey(state.founding));
    const alone = isOver && !hasCounterpart;
    const meets = alone && row ? metWithout(work, row, { state, candidates, then }) : undefined;
    const anew = alone && !meets && then === 'create';
    work.decide(link, { type: 'Declined', candidates, by, ...(anew && { anew }), ...(meets && { meets }) });
    work.settleRow(link);
    return [link];
  },
};

const goesOnWords =
  'This record has a counterpart, and goes on with it once the other is declined with then: create. To leave it out, ' +
  'unlink it.';

interface Without {
  readonly state: LinkState;
  readonly candidates: readonly RecordKey[];
  readonly then: 'create' | 'leave-out';
}

/** What the rules find now; else it is created, or left out where the person says so. */
function metWithout(work: Work, row: RecordRow, { state, candidates, then }: Without): Meets | undefined {
  const apart = [...(state.apart ?? []), ...candidates];
  const verdict = verdictOf(work, row, apart);
  const found = row.ref.system === 'customhrm' ? asQuestion(verdict) : metBy(work, verdict);
  return found ?? (then === 'leave-out' ? { type: 'Skipped', code: 'declined' } : undefined);
}
