import type { Category, FlowId, System } from '@samsvar/contracts';
import { flowOf } from '@samsvar/contracts';
import type { Database, Sql } from '@samsvar/persistence';
import type { CountName, FlowCounts, StandingName, TenantSettings } from '@samsvar/sync';
import { choicesNoticed, chosen, emptyCounts } from '@samsvar/sync';
import { lockTenant, saveTenant } from '../ledger/tenant-row.js';

/**
 * Counts a tenant's flows anew. Counters move with every decision; what a person changed in samsvar.yaml meanwhile (a
 * tenant that went live) is not among those, so every start begins with a count, and takes over what was chosen.
 */
export async function recount(database: Database, tenant: TenantSettings): Promise<void> {
  await database.transaction(async (sql) => {
    const { state: stored } = await lockTenant(sql, tenant.id);
    const state = choicesNoticed(stored, tenant);
    const counts = await countedOf(sql, tenant);
    const counted = { ...state, counts };
    await saveTenant(sql, chosen(counted, tenant));
  });
}

/** What a count of a tenant's links and records gives, flow by flow. */
export async function countedOf(sql: Sql, tenant: TenantSettings): Promise<Readonly<Record<FlowId, FlowCounts>>> {
  const counts = new Map(
    Object.entries(emptyCounts).map(([flow, zero]) => [flow, { ...zero } as Record<CountName, number>]),
  );
  const add = (flow: FlowId, name: CountName | 'ended', count: number) => {
    if (name !== 'ended') counts.get(flow)![name] += count;
  };
  for (const { flow, standing, all, linked, lossy, settled } of await linksOf(sql, tenant.id)) {
    if (standing === 'ended') continue;
    if (standing === 'onlyInHrm') {
      add(flow, standing, Number(all));
      continue;
    }
    for (const [name, count] of [
      [standing, all],
      ['records', all],
      ['linked', linked],
      ['lossy', lossy],
      ['settled', settled],
    ] as const) {
      add(flow, name, Number(count));
    }
  }
  for (const { role, system, all } of await unlinkedOf(sql, tenant.id)) {
    const names: readonly CountName[] =
      system === 'customhrm' ? ['onlyInHrm'] : ['records', tenant.phase === 'live' ? 'differ' : 'waiting'];
    for (const name of names) add(flowOf(role).id, name, Number(all));
  }
  return Object.fromEntries(counts) as Record<FlowId, FlowCounts>;
}

interface LinkCount {
  readonly flow: FlowId;
  readonly standing: StandingName;
  readonly all: string;
  readonly linked: string;
  readonly lossy: string;
  readonly settled: string;
}

const linksOf = (sql: Sql, tenant: string): Promise<LinkCount[]> =>
  sql.query(
    `select flow, standing, count(*) as all, count(*) filter (where linked) as linked,
            count(*) filter (where lossy) as lossy, count(*) filter (where settled) as settled
     from link, unnest(flows) as flow where tenant = $1 group by flow, standing`,
    [tenant],
  );

const unlinkedOf = (sql: Sql, tenant: string): Promise<{ role: Category; system: System; all: string }[]> =>
  sql.query(
    `select role, system, count(*) as all from record, unnest(roles) as role
     where tenant = $1 and link_id is null and not gone group by role, system`,
    [tenant],
  );
