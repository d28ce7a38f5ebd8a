import type { Handler } from './handler.js';

/** Writes that were stopped go on: every link that does not agree is looked at again. */
export const resumeWrites: Handler<'resumeWrites'> = {
  read: () => Promise.resolve(),
  carryOut: (work, { by }) => {
    const { stop, ...rest } = work.tenant;
    if (!stop) return { code: 'nothing-to-decide', words: 'Writes for this tenant are not stopped.' };
    work.tenant = { ...rest, rounds: { after: '', cause: work.cause } };
    work.tenantEvents.push({ type: 'WritesResumed', by });
    return [];
  },
};
