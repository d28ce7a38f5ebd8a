import type { RecordRef } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { StoredTelling } from '@samsvar/persistence';
import { hurryLeases, putOutbox } from '@samsvar/persistence';
import type { Attempt } from '../store/attempts.js';
import { unfound } from '../record/gone.js';
import { readRows, writeRows } from '../store/records.js';
import { noteSuspects } from '../store/suspects.js';
import { hearReadings } from './hear-readings.js';
import type { Kit } from './kit.js';
import { resourceOf } from './kit.js';
import { leaseOf } from './set-back.js';
import { goneTold } from './told.js';

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
    const reading = await resource.read(ref, undefined, { bulk: isTold });
    if (!reading) return await doubt(kit, ref, isTold);
    const how = { begunAt, pollId: 'look', always: true, retell: isTold };
    await hearReadings(kit, { tenant, resource, readings: [reading], ...how });
  } catch (error) {
    const about = { resource: ref.resource, error: String(error) };
    kit.log.warn('a record could not be read again; the next poll will', about);
  }
}

/** A read by id has found nothing: `unfound` says what follows. */
async function doubt(kit: Kit, ref: RecordRef, isTold: boolean): Promise<void> {
  const key = recordKey(ref);
  const resource = resourceOf(kit, ref);
  if (!resource) return;
  const now = kit.clock.now();
  const about = { tenant: ref.tenant, resource: ref.resource };
  const stored = await kit.database.transaction(async (sql): Promise<readonly StoredTelling[]> => {
    const row = (await readRows(sql, [key], true)).get(key);
    const found = unfound(row, { ref, isTold, now });
    if (!found) return [];
    if (!row) kit.log.warn('a record that was told once is not known here, nor found; it is looked for', about);
    if (found.row !== row) await writeRows(sql, [found.row], kit.owner, { onlyNew: !row });
    if (found.isSuspect) await noteSuspects(sql, { tenant: ref.tenant, resource }, [{ key }], false);
    return found.isSuspect ? [] : putOutbox(sql, [goneTold(kit.system, found.row, { proof: 'as told before', now })]);
  });
  kit.relay.tell(stored);
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
