import { ensureLeases, forgetTenant } from '@samsvar/persistence';
import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl } from '@samsvar/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leaseOf } from '../runtime/set-back.js';
import { connectorMigrations } from './migrations.js';
import { connectorTenantRows } from './tenant-rows.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), connectorMigrations)));
afterAll(() => database.close());

const keep = async (tenant: string) => {
  const key = `${tenant}/customhrm/employee/1`;
  await ensureLeases(database, [leaseOf(tenant, 'employee'), `audit/${tenant}/employee`]);
  await database.query('insert into record (key, tenant, resource, row) values ($1, $2, $3, $4)', [
    ...[key, tenant, 'employee', '{}'],
  ]);
  await database.query(
    `insert into attempt (link_id, resource, n, tenant, key, bulk, state) values ($1, 'employee', 1, $2, $3, false, 'asked')`,
    [`l-${tenant}`, tenant, key],
  );
  await database.query(`insert into suspect (key, tenant, resource) values ($1, $2, 'employee')`, [key, tenant]);
  await database.query('insert into budget (name) values ($1)', [`customhrm/${tenant}`]);
  await database.query(`insert into outbox (topic, key, envelope) values ('records.native.customhrm', $1, '{}')`, [
    key,
  ]);
};
const rows = async (): Promise<readonly string[]> => {
  const tables = ['lease', 'record', 'attempt', 'suspect', 'budget', 'outbox'];
  const all = await Promise.all(
    tables.map((name) => database.query<{ row: string }>(`select t::text as row from "${name}" t order by 1`)),
  );
  return all.flat().map(({ row }) => row);
};

test('a tenant that is gone leaves no row, whatever others are called', async () => {
  for (const tenant of ['audit', 'employee', 'fjord2']) await keep(tenant);
  const before = await rows();
  await keep('fjord');
  const removed = await forgetTenant(database, 'fjord', connectorTenantRows);
  expect(removed).toMatchObject({ lease: 2, record: 1, attempt: 1, suspect: 1, budget: 1, outbox: 1 });
  expect(await rows()).toEqual(before);
  await forgetTenant(database, 'audit', connectorTenantRows);
  expect((await rows()).length).toBe((before.length / 3) * 2);
});
