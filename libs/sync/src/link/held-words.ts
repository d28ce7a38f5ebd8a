import type { Refusal } from '@samsvar/contracts';

/** The tenant is in first contact. */
export const plannedReason: Refusal = {
  field: null,
  code: 'match-phase',
  words: 'The tenant is in first contact: this is planned, and nothing is written until a person approves it.',
};
/** Writes for the tenant are stopped. */
export const stoppedReason: Refusal = {
  field: null,
  code: 'writes-stopped',
  words: 'Writes for this tenant are stopped until a person looks at its systems and resumes them.',
};
