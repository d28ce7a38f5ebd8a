import type { RecordRow } from './ledger.js';

/** What is left of the row of a record that is gone, once nothing has to be decided about it. */
export const nothingPersonal = { values: {}, matchKeys: [], problem: [] } satisfies Partial<RecordRow>;

/** Whether a row says nothing of whom it was about. */
export const isTombstone = ({ values, matchKeys }: RecordRow): boolean =>
  Object.keys(values).length === 0 && matchKeys.length === 0;
