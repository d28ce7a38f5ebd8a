import { unfitRows } from '../store/records.js';
import { hearReadings } from './hear-readings.js';
import type { Kit } from './kit.js';
import { refOf } from './kit.js';
import type { Watched } from './poll.js';

/** Each costs a request. */
const unfitAtOnce = 10;

/** A few of those that a listing of changes would not bring again; what cannot be read now is read another time. */
export async function readUnfit(kit: Kit, { tenant, resource, unfit }: Watched): Promise<void> {
  unfit.add(await unfitRows(kit.database, { tenant, resource: resource.name }));
  for (const place of unfit.all().slice(0, unfitAtOnce)) {
    const begunAt = kit.clock.now();
    const found = await resource.read(refOf(kit, tenant, resource, place)).catch((error: unknown) => String(error));
    if (typeof found === 'string') return kit.log.warn('what did not fit cannot be read again yet', { error: found });
    if (!found) {
      unfit.forget(place.id);
      continue;
    }
    await hearReadings(kit, { tenant, resource, readings: [found], begunAt, pollId: 'look' });
    unfit.note([found]);
  }
}
