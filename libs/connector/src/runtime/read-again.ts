import type { RecordRef } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { hurryLeases } from '@samsvar/persistence';
import type { Attempt } from '../store/attempts.js';
import { lostRow } from '../record/gone.js';
import { readRows, writeRows } from '../store/records.js';
import { noteSuspects } from '../store/suspects.js';
import { hearReadings } from './hear-readings.js';
import type { Kit } from './kit.js';
import { resourceOf } from './kit.js';
import { leaseOf } from './set-back.js';

/**
 * Reads a record by id and hears it: readings of it were withheld, or it could not be read whole. `isTold`: link asks,
 * who was told of it once: it is told again as it is, and is looked for also where its row was lost.
 */
export async function readAgain(kit: Kit, ref: RecordRef, { isTold = false } = {}): Promise<void> {
  const resource = resourceOf(kit, ref);
  if (!resource) return;
  const { tenant } = ref;
  const begunAt = kit.clock.now();
  try {
    const reading = await resource.read(ref);
    if (!reading) return await doubt(kit, ref, isTold);
    const how = { begunAt, pollId: 'look', always: true, retell: isTold };
    await hearReadings(kit, { tenant, resource, readings: [reading], ...how });
  } catch (error) {
    const about = { resource: ref.resource, error: String(error) };
    kit.log.warn('a record could not be read again; the next poll will', about);
  }
}

/** A read that finds nothing proves nothing yet: a record that is known is looked for in the next listing. */
async function doubt(kit: Kit, ref: RecordRef, isTold: boolean): Promise<void> {
  const key = recordKey(ref);
  const resource = resourceOf(kit, ref);
  if (!resource) return;
  await kit.database.transaction(async (sql) => {
    const row = (await readRows(sql, [key], true)).get(key);
    if (row ? row.gone : !isTold) return;
    if (!row) await writeRows(sql, [lostRow(ref, kit.clock.now())], kit.owner, { onlyNew: true });
    await noteSuspects(sql, { tenant: ref.tenant, resource }, [{ key }], false);
  });
  if (isTold) await hurryLeases(kit.database, [leaseOf(ref.tenant, ref.resource)]);
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
    await hurryLeases(kit.database, [leaseOf(ref!.tenant, ref!.resource)]).catch(() => undefined);
  };
  setTimeout(() => void look(), afterMs).unref();
}
