import type { TenantSettings } from '@samsvar/sync';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { company, scansComplete, seen } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';
import type { Difference } from './differences.js';
import { rebuildTenant } from './rebuild-tenant.js';

let served: Served;
let tenant: TenantSettings;
const tables = ['link', 'record', 'reference_wait', 'tenant'];
beforeAll(async () => {
  served = await serveApi();
  await served.hear('default', ...company('default'));
  await scansComplete(served, 'default');
  await served.meet('default');
  tenant = served.tenants.get('default')!;
  await rebuilt(false);
});
afterAll(() => served.stop());
beforeEach(async () => expect((await rebuilt(true)).differences).toEqual([]));

const rebuilt = (check: boolean) =>
  rebuildTenant({ database: served.database, schema: 'link', check, slice: 2 }, tenant);
/** Everything projected, as text. */
async function projected(): Promise<readonly string[]> {
  const all = [];
  for (const table of tables) {
    all.push(...(await served.database.query<{ row: string }>(`select t::text as row from "${table}" t order by 1`)));
  }
  return all.map(({ row }) => row);
}
const what = (differences: readonly Difference[]) => [...new Set(differences.map((one) => one.what))].sort();

test('projections come back byte for byte from the streams (design.md 2, rule 1)', async () => {
  const before = await projected();
  await served.database.query('delete from link');
  await served.database.query('delete from reference_wait');
  await served.database.query('update record set link_id = null, matched = false');
  await served.database.query(
    `update tenant set state = jsonb_set(state::jsonb, '{counts,employees-employee,agree}', '99')::json`,
  );
  const { links, differences } = await rebuilt(false);
  expect(what(differences)).toEqual(['count', 'link', 'record', 'wait']);
  expect(differences.filter(({ fields }) => fields.includes('missing'))).toHaveLength(links);
  expect((await rebuilt(true)).differences).toEqual([]);
  expect(strip(await projected())).toEqual(strip(before));
});

/** The tenant's row keeps its parts in the order they came in; since when a link stands so, and its trace, are none. */
const strip = (rows: readonly string[]) =>
  rows
    .filter((row) => !row.startsWith('(default,"{'))
    .map((row) => row.replace(/"[-\d]{10} [\d:.]+\+00",[-\w]*\)$/, ''));

test('what drifted is found by its id and the names of its fields, and a check changes nothing (Inv 10)', async () => {
  const [one] = await served.database.query<{ id: string; snapshot: string }>(
    'select id, snapshot from link order by id',
  );
  await served.database.query(`update link set snapshot = '{}', linked = not linked where id = $1`, [one!.id]);
  const before = await projected();
  const { differences } = await rebuilt(true);
  expect(differences).toContainEqual({ what: 'link', id: one!.id, fields: ['snapshot', 'linked'] });
  expect(await projected()).toEqual(before);
  await rebuilt(false);
  expect(await served.database.query('select snapshot from link where id = $1', [one!.id])).toEqual([
    { snapshot: one!.snapshot },
  ]);
});

test('reasons in the words of another version are told apart from other reasons, and said anew', async () => {
  const [one] = await served.database.query<{ id: string; reasons: string }>(
    `select id, reasons::text as reasons from link where json_array_length(reasons) > 0 order by id`,
  );
  const say = (reasons: unknown) =>
    served.database.query('update link set reasons = $2 where id = $1', [one!.id, JSON.stringify(reasons)]);
  const [reason, ...others] = JSON.parse(one!.reasons) as { code: string; words: string }[];
  await say([{ ...reason, words: 'in other words' }, ...others]);
  expect((await rebuilt(true)).differences).toEqual([{ what: 'standing', id: one!.id, fields: ['words'] }]);
  await say([{ ...reason, code: 'refused' }, ...others]);
  expect((await rebuilt(true)).differences).toEqual([{ what: 'standing', id: one!.id, fields: ['reasons'] }]);
  await rebuilt(false);
  expect((await rebuilt(true)).differences).toEqual([]);
});

test('a running service goes on beside it: turns fall between its slices (Inv 6)', async () => {
  await served.database.query(`update link set snapshot = snapshot || ' ', standing = 'parked'`);
  const heard = Array.from({ length: 12 }, (_, n) =>
    served.hear(
      'default',
      seen({ tenant: 'default', system: 'powerofficego', id: `9${n}` }, 'DEPARTMENT', { name: `D${n}`, code: `9${n}` }),
    ),
  );
  const { differences } = await rebuilt(false);
  await Promise.all(heard);
  expect(differences.length).toBeGreaterThan(0);
  expect((await rebuilt(true)).differences).toEqual([]);
  const [{ all }] = (await served.database.query<{ all: string }>(
    `select count(*) as all from link where members::text like '%departments/9%'`,
  )) as [{ all: string }];
  expect(Number(all)).toBe(12);
});
