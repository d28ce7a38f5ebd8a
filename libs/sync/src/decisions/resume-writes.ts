import { askPolls } from '../batch/again.js';
import type { Handler } from './handler.js';

/**
 * Writes that were stopped go on: every link that does not agree is looked at again. All is heard anew, whichever
 * system or resource was the first to look odd: where what went back in time differs from what is agreed, a person
 * decides (docs/decisions/0003).
 */
export const resumeWrites: Handler<'resumeWrites'> = {
  read: () => Promise.resolve(),
  carryOut: (work, { by }) => {
    const { stop, ...rest } = work.tenant;
    if (!stop) return { code: 'nothing-to-decide', words: 'Writes for this tenant are not stopped.' };
    work.tenant = { ...rest, rounds: { after: '', cause: work.cause } };
    work.tenantEvents.push({ type: 'WritesResumed', by });
    askPolls(work, { full: true, retell: true, restored: true });
    return [];
  },
};
