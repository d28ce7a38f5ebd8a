import type { By } from '@samsvar/contracts';
import type { Work } from '../batch/work.js';
import type { Ruling } from '../guard/state.js';
import type { Handler, Refused } from './handler.js';

/** What is held goes out, slice by slice: exactly what is held, since from now on its class is counted anew. */
export const approveHold: Handler<'approveHold'> = rulingOf('approved');

/** What is held is not written: its units are set aside on both sides, until someone edits or releases them. */
export const rejectHold: Handler<'rejectHold'> = rulingOf('rejected');

function rulingOf<T extends 'approveHold' | 'rejectHold'>(verdict: Ruling['verdict']): Handler<T> {
  return {
    read: () => Promise.resolve(),
    carryOut: (work, { by, decision }) => rule(work, { id: (decision as { hold: string }).hold, verdict, by }),
  };
}

interface Said {
  readonly id: string;
  readonly verdict: Ruling['verdict'];
  readonly by: By;
}

function rule(work: Work, { id, verdict, by }: Said): readonly string[] | Refused {
  const hold = work.brake.guard.holds.find((candidate) => candidate.id === id);
  if (!hold) return { code: 'unknown', words: `Nothing is held as ${id}; GET /api/v1/holds names what is.` };
  work.brake.rule({ hold, verdict, by, cause: work.cause });
  return [];
}
