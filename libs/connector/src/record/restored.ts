import type { Reading } from '../port.js';
import type { RecordRow } from './row.js';

/** A reading may be older than another by this much for reasons of its own: a slow page, a replica behind. */
const slackMs = 60_000;

/** The stamps of a reading that are older than the newest ever met by more than reads may lag. */
const olderIn = ({ stamps: floors }: RecordRow, { stamps }: Reading, settleAfterMs: number) =>
  Object.entries(stamps).filter(
    ([name, stamp]) => Date.parse(stamp) < Date.parse(floors[name] ?? '') - settleAfterMs - slackMs,
  );

/** Whether a record went back in time: a stamp is older than the newest ever met by more than reads may lag. */
export const isRegressed = (row: RecordRow | undefined, reading: Reading, settleAfterMs: number): boolean =>
  row !== undefined && !row.gone && olderIn(row, reading, settleAfterMs).length > 0;

/** The row of a record whose system went back in time: an older stamp is its floor, so that the reading is heard. */
export function lowered(row: RecordRow | undefined, reading: Reading, settleAfterMs: number): RecordRow | undefined {
  const older = row && olderIn(row, reading, settleAfterMs);
  return older && older.length > 0 ? { ...row, stamps: { ...row.stamps, ...Object.fromEntries(older) } } : row;
}
