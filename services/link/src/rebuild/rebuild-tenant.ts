import type { Database, Sql } from '@samsvar/persistence';
import type { LinkEvent, Stream, TenantSettings } from '@samsvar/sync';
import { rebuild } from '@samsvar/sync';
import { countedOf, recount } from '../consumer/recount.js';
import { storeLinks } from '../ledger/link-rows.js';
import { PostgresLedger } from '../ledger/postgres-ledger.js';
import { lockTenant } from '../ledger/tenant-row.js';
import { saveWaits } from '../ledger/waits.js';
import type { Difference } from './differences.js';
import { linksDiffering, openShadow, replaceLinks, replaceRows, rowsDiffering, waitsMissing } from './differences.js';

export interface RebuildOptions {
  readonly database: Database;
  /** The service's schema. */
  readonly schema: string;
  /** Only compares. */
  readonly check: boolean;
  /** Links in one turn; 500 unless told otherwise. */
  readonly slice?: number;
}

/** How much was rebuilt, and what was not what the streams tell. */
export interface TenantRebuilt {
  readonly links: number;
  readonly events: number;
  readonly differences: readonly Difference[];
}

const usualSlice = 500;

/**
 * Rebuilds a tenant's projections from its streams (design.md 2, rule 1), a slice of links at a time, each in a
 * transaction under the tenant's lock (Inv 6): beside a running service, whose turns fall between ours. A link depends
 * on its own stream alone, so that a slice is right whatever happens to others meanwhile; nothing needs to be swapped.
 * Only how links stand looks at others, so that is worked out once more where a first pass mended something.
 */
export async function rebuildTenant(options: RebuildOptions, tenant: TenantSettings): Promise<TenantRebuilt> {
  const first = await pass(options, tenant);
  if (!options.check && first.differences.some(({ what }) => what === 'link' || what === 'standing'))
    await pass(options, tenant);
  const counts = await countsDiffering(options, tenant);
  if (!options.check) await recount(options.database, tenant);
  return { ...first, differences: [...first.differences, ...counts] };
}

async function pass(options: RebuildOptions, tenant: TenantSettings): Promise<TenantRebuilt> {
  const differences: Difference[] = [];
  let [links, events] = [0, 0];
  for (let after: string | undefined = ''; after !== undefined;) {
    const done: SliceDone = await options.database.transaction((sql) => slice(sql, options, tenant, after!));
    differences.push(...done.differences);
    links += done.links;
    events += done.events;
    after = done.last;
  }
  return { links, events, differences };
}

interface SliceDone extends TenantRebuilt {
  readonly last: string | undefined;
}

async function slice(sql: Sql, options: RebuildOptions, tenant: TenantSettings, after: string): Promise<SliceDone> {
  const { schema, check } = options;
  await lockTenant(sql, tenant.id);
  const ids = await idsAfter(sql, tenant.id, after, options.slice ?? usualSlice);
  if (ids.length === 0) return { links: 0, events: 0, differences: [], last: undefined };
  const streams = await streamsOf(sql, ids);
  const rebuilt = await rebuild(new PostgresLedger(sql, tenant.id), tenant, streams);
  const rows = await rowsDiffering(sql, rebuilt.rows);
  const waits = await waitsMissing(sql, rebuilt.waits);
  await openShadow(sql, schema);
  await storeLinks(sql, tenant.id, rebuilt.links);
  const links = await linksDiffering(sql, schema, ids);
  if (!check) {
    await replaceLinks(
      sql,
      schema,
      links.map(({ id }) => id),
    );
    await replaceRows(sql, rebuilt.rows);
    await saveWaits(sql, waits, []);
  }
  await sql.query('drop table pg_temp.link');
  const missing = waits.map(({ linkId, field }): Difference => ({ what: 'wait', id: linkId, fields: [field] }));
  const events = streams.reduce((sum, stream) => sum + stream.events.length, 0);
  return { links: ids.length, events, differences: [...links, ...rows, ...missing], last: ids.at(-1) };
}

/** Links that have a stream or a row, in the order of their ids. */
async function idsAfter(sql: Sql, tenant: string, after: string, limit: number): Promise<readonly string[]> {
  const rows = await sql.query<{ id: string }>(
    `select id from (
       (select stream as id from event
        where tenant = $1 and (version = 1 and type = 'LinkOpened' or type = 'LinkErased') and stream > $2
        order by stream limit $3)
       union
       (select id from link where tenant = $1 and id > $2 order by id limit $3)) as known
     order by id collate "C" limit $3`,
    [tenant, after, limit],
  );
  return rows.map(({ id }) => id);
}

async function streamsOf(sql: Sql, ids: readonly string[]): Promise<readonly Stream[]> {
  const rows = await sql.query<{ stream: string; version: number; type: string; data: string }>(
    'select stream, version, type, data from event where stream = any($1) order by stream, version',
    [ids],
  );
  return [...Map.groupBy(rows, ({ stream }) => stream)].map(([id, all]) => ({
    id,
    version: all.at(-1)!.version,
    events: all.map(({ type, data }) => ({ type, ...(JSON.parse(data) as object) }) as LinkEvent),
  }));
}

/** The flows whose counters are not what a count gives. */
async function countsDiffering({ database }: RebuildOptions, tenant: TenantSettings): Promise<readonly Difference[]> {
  return database.transaction(async (sql) => {
    const { state } = await lockTenant(sql, tenant.id);
    const counted = await countedOf(sql, tenant);
    return Object.entries(counted).flatMap(([id, counts]): readonly Difference[] => {
      const kept = state.counts[id as keyof typeof counted] as unknown as Record<string, number>;
      const fields = Object.entries(counts).flatMap(([name, count]) => (kept[name] === count ? [] : [name]));
      return fields.length > 0 ? [{ what: 'count', id, fields }] : [];
    });
  });
}
