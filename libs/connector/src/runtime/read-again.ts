import type { RecordRef } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { hurryLeases } from '@samsvar/persistence';
import type { Attempt } from '../store/attempts.js';
import { readRows } from '../store/records.js';
import { noteSuspects } from '../store/suspects.js';
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
    if (!reading) return await doubt(kit, ref);
    const readings = [reading];
    await hearReadings(kit, { tenant: ref.tenant, resource, readings, begunAt, pollId: 'look', always: true });
  } catch (error) {
    const about = { resource: ref.resource, error: String(error) };
    kit.log.warn('a record could not be read again; the next poll will', about);
  }
}

/** A read that finds nothing proves nothing yet: a record that is known is looked for in the next listing. */
async function doubt(kit: Kit, ref: RecordRef): Promise<void> {
  const key = recordKey(ref);
  const row = (await readRows(kit.database, [key])).get(key);
  const resource = resourceOf(kit, ref);
  if (row && resource && !row.gone)
    await noteSuspects(kit.database, { tenant: ref.tenant, resource }, [{ key }], false);
}

/**
 * Looks once more, after a while, for what a write did not find: a replica may not have had it yet. Its resource is
 * polled soon, since somebody waits for the verdict.
 */
export function seekOut(kit: Kit, { command: { ref } }: Attempt, isClosed: () => boolean): void {
  const afterMs = ref && resourceOf(kit, ref)?.abilities.settleAfterMs;
  if (afterMs === undefined) return;
  const look = async (): Promise<void> => {
    if (isClosed()) return;
    await readAgain(kit, ref!);
    await hurryLeases(kit.database, [`poll/${ref!.tenant}/${ref!.resource}`]).catch(() => undefined);
  };
  setTimeout(() => void look(), afterMs).unref();
}
