import { recordKey } from '@samsvar/contracts';
import type { Work } from '../batch/work.js';
import type { Handler } from './handler.js';
import type { Two } from './records-named.js';
import { hrmMemberOf, keyOf, pairOf } from './records-named.js';

const read = async (work: Work, two: Two): Promise<void> => {
  const key = keyOf(work, 'powerofficego', two.powerofficego);
  await work.rows.read([key, keyOf(work, 'customhrm', two.customhrm)]);
  const linkId = work.row(key)?.linkId;
  if (linkId) await work.links.read([linkId]);
};

/** These two are never linked: the rules do not find one for the other, and a person has to take it back first. */
export const never: Handler<'never'> = {
  read,
  carryOut(work, { by, decision }) {
    const pair = pairOf(work, decision);
    if ('words' in pair) return pair;
    const { state, customhrm } = pair;
    const member = hrmMemberOf(state);
    if (member?.ref && recordKey(member.ref) === customhrm.key)
      return { code: 'not-possible', words: `They are linked: unlink link ${state.id}, which says the same.` };
    if (state.proposal?.candidates.includes(customhrm.key))
      return { code: 'not-possible', words: `It is proposed for link ${state.id}: declineProposal says the same.` };
    if (state.apart?.includes(customhrm.key))
      return { code: 'nothing-to-decide', words: 'They are kept apart already.' };
    work.decide(state.id, { type: 'KeptApart', record: customhrm.key, by });
    return [state.id];
  },
};

/** They may be linked after all. */
export const takeBackNever: Handler<'takeBackNever'> = {
  read,
  carryOut(work, { by, decision }) {
    const pair = pairOf(work, decision);
    if ('words' in pair) return pair;
    const { state, customhrm } = pair;
    if (!state.apart?.includes(customhrm.key))
      return { code: 'nothing-to-decide', words: 'Nobody said that these two are never linked.' };
    work.decide(state.id, { type: 'TakenBack', record: customhrm.key, by });
    return [state.id];
  },
};
