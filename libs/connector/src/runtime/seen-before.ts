import { createHash } from 'node:crypto';
import type { RecordKey } from '@samsvar/contracts';
import { refOfKey, resourceKey } from '@samsvar/contracts';
import type { Reading } from '../port.js';

const recordsMax = 200_000;

/**
 * What this process has met and heard whole: meeting the very same reading again needs no look at its row. Only a
 * shortcut; losing it costs a read of the rows.
 */
export class SeenBefore {
  private readonly digests = new Map<RecordKey, string>();
  private readonly forgotten = new Set<string>();

  has(key: RecordKey, reading: Reading): boolean {
    const known = this.digests.get(key);
    return known !== undefined && known === digestOf(reading);
  }

  note(key: RecordKey, reading: Reading): void {
    this.digests.delete(key);
    this.digests.set(key, digestOf(reading));
    if (this.digests.size > recordsMax) this.digests.delete(this.digests.keys().next().value!);
  }

  forget(key: RecordKey): void {
    this.digests.delete(key);
    this.forgotten.add(resourceKey(refOfKey(key)));
  }

  /** Whether a record of a resource was forgotten since this was last asked: its next listing is met as a whole. */
  takeForgotten(at: Parameters<typeof resourceKey>[0]): boolean {
    return this.forgotten.delete(resourceKey(at));
  }
}

const digestOf = (reading: Reading): string =>
  reading.version !== undefined && !reading.problem
    ? `v${reading.version}`
    : createHash('sha1')
        .update(JSON.stringify([reading.values, reading.stamps, reading.reference, reading.problem]))
        .digest('base64');
