import type { RecordRef } from '@samsvar/contracts';
import { hearReadings } from './hear-readings.js';
import type { Kit } from './kit.js';
import { resourceOf } from './kit.js';

/** Reads one record and hears it; a failure is said and left to the next poll. */
export async function readAgain(kit: Kit, ref: RecordRef): Promise<void> {
  const resource = resourceOf(kit, ref);
  if (!resource) return;
  const begunAt = Date.now();
  try {
    const reading = await resource.read(ref);
    if (!reading) return;
    await hearReadings(kit, { tenant: ref.tenant, resource, readings: [reading], begunAt, pollId: 'look' });
  } catch (error) {
    const words = { resource: ref.resource, error: String(error) };
    kit.log.warn('a record could not be read again; the next poll will', words);
  }
}
