import type { Born } from './births.js';
import type { Gauge } from './gauge.js';

/** What of our writing was owed to somebody: an edit, a birth, a deletion, a number. */
export function costOf(gauge: Pick<Gauge, 'written'>, births: readonly Born[], edits: number) {
  const { creates, changes } = gauge.written();
  const removals = births.filter(({ removed }) => removed).length;
  // Who was made in the HRM gets a number from PowerOffice Go, which the HRM is told.
  const numbered = births.filter(({ at, category }) => at === 'hrm' && category === 'EMPLOYEE').length;
  const writes = creates + changes;
  const owed = Math.max(1, edits + creates + removals + numbered);
  return { births: births.length, removals, writes, writesPerEdit: Math.round((writes / owed) * 1_000) / 1_000 };
}
