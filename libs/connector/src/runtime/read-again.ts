import type { RecordRef } from '@samsvar/contracts';
import { hearReadings } from './hear-readings.js';
import type { Kit } from './kit.js';
import { resourceOf } from './kit.js';

/** Reads a record by id and hears it: readings of it were withheld, somebody asks, or it could not be read whole. */
export async function readAgain(kit: Kit, ref: RecordRef): Promise<void> {
  const resource = resourceOf(kit, ref);
  if (!resource) return;
  const begunAt = kit.clock.now();
  try {
    const reading = await resource.read(ref);
    if (!reading) return;
    await hearReadings(kit, { tenant: ref.tenant, resource, readings: [reading], begunAt, pollId: 'look' });
  } catch (error) {
    const about = { resource: ref.resource, error: String(error) };
    kit.log.warn('a record could not be read again; the next poll will', about);
  }
}
