import type { Refusal } from '@samsvar/contracts';

/** A system that says no says why in its own words; what to do then is the same whatever it was. */
export const withRemedy = (reason: Refusal): Refusal =>
  reason.code === 'refused' ? { ...reason, words: `${reason.words} ${remedy}`.slice(0, 2_000) } : reason;
const remedy = 'Mend the cause, then have it tried again (release).';
