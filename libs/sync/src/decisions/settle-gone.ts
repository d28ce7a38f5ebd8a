import { isQuestion } from '../link/parting-decided.js';
import type { Handler } from './handler.js';
import { readLinks, unknownLink } from './handler.js';

/** A person says what becomes of the record whose counterpart is gone. */
export const settleGone: Handler<'settleGone'> = {
  read: (work, { link }) => readLinks(work, [link]),
  carryOut: (work, { by, decision: { link, choice } }) => {
    const state = work.links.state(link);
    if (!state?.kind) return unknownLink(link);
    if (!isQuestion(state)) {
      return { code: 'nothing-to-decide', words: 'Nobody is asked what becomes of a record of this link.' };
    }
    work.decide(link, { type: 'PartingDecided', choice, by });
    return [link];
  },
};
