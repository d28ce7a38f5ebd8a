import { askPolls } from '../batch/again.js';
import type { Handler } from './handler.js';

/**
 * Writes that were stopped go on: every link that does not agree is looked at again. A system that went back in time
 * is heard anew, and where it differs from what is agreed a person decides (docs/decisions/0003).
 */
export const resumeWrites: Handler<'resumeWrites'> = {
  read: () => Promise.resolve(),
  carryOut: (work, { by }) => {
    const { stop, ...rest } = work.tenant;
    if (!stop) return { code: 'nothing-to-decide', words: 'Writes for this tenant are not stopped.' };
    work.tenant = { ...rest, rounds: { after: '', cause: work.cause } };
    work.tenantEvents.push({ type: 'WritesResumed', by });
    const isRestored = stop.why === 'back-in-time';
    if (isRestored) askPolls(work, { system: stop.system, full: true, retell: true, restored: true });
    return [];
  },
};
