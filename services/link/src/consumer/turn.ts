import type { Batch, Heard } from '@samsvar/bus';
import type { Sql } from '@samsvar/persistence';
import { holdPositions, movePositions } from '@samsvar/persistence';
import type { Decided, TenantSettings } from '@samsvar/sync';
import { deliver, goOn } from '@samsvar/sync';
import type { Desk } from '../commit.js';
import { commit } from '../commit.js';
import { PostgresLedger } from '../ledger/postgres-ledger.js';
import { culpritOf } from './culprit.js';
import { sentOn } from './heartbeats.js';
import { strangerIn } from './stranger.js';

/** What link's turns of work need. */
export interface Workplace extends Desk {
  readonly tenants: ReadonlyMap<string, TenantSettings>;
  /** In the place of the database's clock, for specs. */
  readonly clock?: () => number;
}

/** The consumer group of `records.canonical`. */
export const group = 'link';
const sliceMax = 1_000;

/**
 * One batch, whatever tenants it is about: decided, stored, told, in one transaction with its positions. If that fails
 * and it is about several tenants, each is worked on its own, so that one tenant's trouble stops only that one.
 */
export async function workBatch(place: Workplace, batch: Batch): Promise<number> {
  const byTenant = Map.groupBy(batch.heard, ({ key }) => key);
  for (const [id, heard] of byTenant) if (!place.tenants.has(id)) throw strangerIn(id, heard[0]!, Date.now());
  const ids = [...byTenant.keys()].sort();
  try {
    return await commit(place, async (sql) => {
      const decided = await decideAll(place, sql, ids, byTenant);
      await movePositions(sql, group, batch.moves);
      return decided;
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'Fenced') throw error;
    if (ids.length === 1) throw await culpritOf(place, ids[0]!, byTenant.get(ids[0]!)!, error);
    return workApart(place, batch, byTenant);
  }
}

async function workApart(
  place: Workplace,
  batch: Batch,
  byTenant: ReadonlyMap<string, readonly Heard[]>,
): Promise<number> {
  let changed = 0;
  const failures: unknown[] = [];
  for (const id of [...byTenant.keys()].sort()) {
    try {
      changed += await commit(place, async (sql) => {
        const decided = await decideAll(place, sql, [id], byTenant);
        await holdPositions(sql, group, batch.moves);
        return decided;
      });
    } catch (error) {
      failures.push(await culpritOf(place, id, byTenant.get(id)!, error));
    }
  }
  if (failures.length > 0) throw failures[0];
  await place.database.transaction((sql) => movePositions(sql, group, batch.moves));
  return changed;
}

async function decideAll(
  { tenants, clock }: Workplace,
  sql: Sql,
  ids: readonly string[],
  byTenant: ReadonlyMap<string, readonly Heard[]>,
): Promise<readonly Decided[]> {
  const decided: Decided[] = [];
  for (const id of ids) {
    const heard = byTenant.get(id)!;
    const messages = heard.map(({ message, traceparent }) => (traceparent ? { ...message, traceparent } : message));
    const { out, ...rest } = await deliver(new PostgresLedger(sql, id, clock), tenants.get(id)!, messages);
    decided.push({ ...rest, out: [...out, ...sentOn(heard)] });
  }
  return decided;
}

/** One slice of what is due for a tenant; false when there is nothing left for now. */
export async function meetSlice(place: Workplace, tenant: TenantSettings): Promise<boolean> {
  let left = false;
  await commit(place, async (sql) => {
    const slice = await goOn(new PostgresLedger(sql, tenant.id, place.clock), tenant, sliceMax);
    left = slice.left;
    return [slice];
  });
  return left;
}
