import type { By } from '@samsvar/contracts';
import { wordsOf } from '../batch/meet-row.js';
import type { Work } from '../batch/work.js';
import type { Handler, Refused } from './handler.js';
import { unknownLink } from './handler.js';
import { moveReferences } from './move-references.js';
import type { Pair } from './records-named.js';
import { keyOf, pairOf, readRecords, whyNotJoined } from './records-named.js';

/** Two records are the same, whatever the rules found. */
export const linkTwo: Handler<'link'> = {
  read: (work, two) =>
    readRecords(work, [keyOf(work, 'powerofficego', two.powerofficego), keyOf(work, 'customhrm', two.customhrm)]),
  carryOut: (work, { by, decision }) => joined(work, pairOf(work, decision), by),
};

/** A candidate that was proposed is the same. */
export const acceptProposal: Handler<'acceptProposal'> = {
  async read(work, { link, candidate }) {
    await work.links.read([link]);
    const state = work.links.state(link);
    const key = state?.kind && keyOf(work, 'customhrm', { resource: state.kind, id: candidate });
    const founding = state?.founding && keyOf(work, 'powerofficego', state.founding);
    await readRecords(
      work,
      [key, founding].filter((one) => one !== undefined),
    );
  },
  carryOut(work, { by, decision: { link, candidate } }) {
    const { kind, founding, proposal } = work.links.state(link) ?? {};
    if (!kind || !founding) return unknownLink(link);
    const customhrm = { resource: kind, id: candidate };
    if (!proposal?.candidates.includes(keyOf(work, 'customhrm', customhrm))) {
      const words = `${candidate} is not proposed for this link; GET /api/v1/proposals names the candidates.`;
      return { code: 'nothing-to-decide', words };
    }
    return joined(work, pairOf(work, { powerofficego: founding, customhrm }), by);
  },
};

/** Joins what a person says is the same, unless something is in the way. */
function joined(work: Work, pair: Pair | Refused, by: By): readonly string[] | Refused {
  if ('words' in pair) return pair;
  const refused = whyNotJoined(pair);
  if (refused) return refused;
  const { state, customhrm } = pair;
  work.decide(state.id, { type: 'Joined', words: wordsOf(work, customhrm), by });
  work.settleRow(state.id);
  if (customhrm.leftBy) moveReferences(work, customhrm, { from: customhrm.leftBy, to: state.id });
  return [state.id];
}
