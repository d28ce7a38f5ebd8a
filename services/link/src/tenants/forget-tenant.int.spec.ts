import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetTenant, putOutbox } from '@samsvar/persistence';
import { runForgetTenant } from '@samsvar/service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { company, scansComplete } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';
import { tenantRows } from './tenant-rows.js';

let served: Served;
beforeAll(async () => {
  served = await serveApi({ second: 'review' });
  for (const tenant of ['default', 'second']) {
    await served.hear(tenant, ...company(tenant));
    await scansComplete(served, tenant);
    await served.meet(tenant);
  }
  const [linkId] = await linksOf('second');
  const decided = await fetch(`${served.url}/api/v1/decisions?tenant=second`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'k1' },
    body: JSON.stringify({ who: 'kari', why: 'test', decision: { type: 'poll' } }),
  });
  expect(decided.status).toBe(200);
  const message = { id: 'm1', type: 'LinkTold', source: 'link', subject: 'x', data: {} };
  await served.database.transaction(async (sql) => {
    await putOutbox(sql, [{ topic: 'links', key: `second/${linkId}`, message }]);
    await sql.query(`insert into audit_finding (tenant, key, code, fields) values ('second', 'second/x', 'c', '{}')`);
    await sql.query(`insert into audit_pass (tenant, name, records) values ('second', 'p', 1)`);
    await sql.query(`insert into due (tenant, what, about) values ('second', 'retry', '${linkId} email')`);
  });
});
afterAll(() => served.stop());

/** How many rows of each table name the tenant, or a link of it. */
async function naming(tenant: string, links: readonly string[]): Promise<Record<string, number>> {
  const tables = await served.database.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'link' order by 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const rows = await served.database.query<{ row: string }>(`select t::text as row from link."${name}" t`);
    const count = rows.filter(({ row }) => row.includes(tenant) || links.some((link) => row.includes(link))).length;
    if (count > 0) counts[name] = count;
  }
  return counts;
}
const linksOf = async (tenant: string) =>
  (await served.database.query<{ id: string }>('select id from link where tenant = $1', [tenant])).map(({ id }) => id);

test('a tenant that is gone leaves no row in any table, and nobody else loses one', async () => {
  const [second, others] = [await linksOf('second'), await linksOf('default')];
  const before = await naming('second', second);
  expect(Object.keys(before)).toEqual(
    expect.arrayContaining(['audit_finding', 'audit_pass', 'decision', 'due', 'event', 'link', 'outbox', 'record']),
  );
  expect(before).toMatchObject({ record_match: expect.any(Number), reference_wait: expect.any(Number), tenant: 1 });
  const kept = await naming('default', others);
  const removed = await forgetTenant(served.database, 'second', tenantRows.others);
  expect(removed).toMatchObject({ tenant: 1, link: second.length, outbox: before['outbox'] });
  expect(await naming('second', second)).toEqual({});
  expect(await naming('default', others)).toEqual(kept);
  const again = await forgetTenant(served.database, 'second', tenantRows.others);
  expect(Object.values(again).every((count) => count === 0)).toBe(true);
});

test('one that samsvar.yaml still names is refused, with what to do first', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'samsvar-forget-'));
  const SAMSVAR_CONFIG = join(folder, 'samsvar.yaml');
  const yaml = `tenants:
  fjord:
    powerofficego: { baseUrl: 'http://127.0.0.1:1', applicationKey: a, clientKey: b, subscriptionKey: c }
    customhrm: { baseUrl: 'http://127.0.0.1:1', apiKey: d }\n`;
  writeFileSync(SAMSVAR_CONFIG, yaml);
  const env = { SAMSVAR_CONFIG, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  await expect(runForgetTenant(tenantRows, env, ['fjord'])).rejects.toThrow(/is in .*: take it out there, restart/);
  await expect(runForgetTenant(tenantRows, env, [])).rejects.toThrow('Name the one tenant');
  rmSync(folder, { recursive: true });
});
