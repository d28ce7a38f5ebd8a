import type { NativeRecordSeen } from '@samsvar/contracts';
import type { RecordRow } from './row.js';

/** What is told of a record as it is now; `pollId`: the poll, or the like, that brought it. */
export const seenOf = (row: RecordRow, pollId: string): NativeRecordSeen => ({
  ref: row.ref,
  values: row.values,
  stamps: { ...row.stamps },
  incarnation: row.incarnation,
  revision: row.revision,
  pollId,
  ...(row.reference !== undefined && { reference: row.reference }),
  ...(row.problem && { problem: [...row.problem] }),
});
