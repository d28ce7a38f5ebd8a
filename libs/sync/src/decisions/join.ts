import type { By } from '@samsvar/contracts';
import { recordKey, refOfKey } from '@samsvar/contracts';
import { wordsOf } from '../batch/meet-row.js';
import type { Work } from '../batch/work.js';
import { isBornInHrm } from '../link/counterpart.js';
import type { LinkState } from '../link/state.js';
import type { Handler, Refused } from './handler.js';
import { isRefused, unknownLink } from './handler.js';
import { moveReferences } from './move-references.js';
import type { Pair, Two } from './records-named.js';
import { candidateOf, keyOf, pairOf, readRecords, whyNotJoined } from './records-named.js';

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
    const key = state && candidateOf(state, candidate);
    const founding = state?.founding && recordKey(state.founding);
    await readRecords(
      work,
      [key, founding].filter((one) => one !== undefined),
    );
  },
  carryOut(work, { by, decision: { link, candidate } }) {
    const state = work.links.state(link);
    if (!state?.kind || !state.founding) return unknownLink(link);
    const key = candidateOf(state, candidate);
    if (key === undefined) {
      const words = `${candidate} is not among what is proposed for this link; GET /api/v1/proposals names those.`;
      return { code: 'nothing-to-decide', words };
    }
    return isBornInHrm(state)
      ? givenUp(work, { state, powerofficego: refOfKey(key), customhrm: state.founding }, by)
      : joined(work, pairOf(work, { powerofficego: state.founding, customhrm: refOfKey(key) }), by);
  },
};

/** What was to be born is there: its own link ends, and its record joins the one of PowerOffice Go's. */
function givenUp(work: Work, { state, ...two }: Two & { readonly state: LinkState }, by: By) {
  const pair = pairOf(work, two);
  if ('words' in pair) return pair;
  const refused = whyNotJoined({ ...pair, customhrm: { ...pair.customhrm, linkId: undefined } });
  if (refused) return refused;
  work.decide(state.id, { type: 'Ended', why: 'unlinked', by });
  work.settleRow(state.id);
  const links = joined(work, pairOf(work, two), by);
  return isRefused(links) ? links : [state.id, ...links];
}

/** Joins what a person says is the same, unless something is in the way. */
function joined(work: Work, pair: Pair | Refused, by: By): readonly string[] | Refused {
  if ('words' in pair) return pair;
  const refused = whyNotJoined(pair);
  if (refused) return refused;
  const { state, customhrm } = pair;
  work.decide(state.id, { type: 'Joined', words: wordsOf(work, customhrm, { linkCategory: state.category! }), by });
  work.settleRow(state.id);
  if (customhrm.leftBy) moveReferences(work, customhrm, { from: customhrm.leftBy, to: state.id });
  return [state.id];
}
