import { auditPollId } from '@samsvar/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { company, scansComplete, seen } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';
import type { AuditShown } from './audit.js';

let served: Served;
beforeAll(async () => {
  served = await serveApi();
  await served.hear('default', ...company('default'));
  await scansComplete(served, 'default');
  await served.meet('default');
});
afterAll(() => served.stop());

const shown = async () => (await (await fetch(`${served.url}/api/v1/audit?tenant=default`)).json()) as AuditShown;
const sales = { name: 'Salg', code: '10', active: true, managerId: null };
const audited = (pass: string) =>
  served.hear(
    'default',
    seen({ tenant: 'default', system: 'powerofficego', id: '1' }, 'DEPARTMENT', sales, { pollId: auditPollId(pass) }),
  );

test('records that do not agree are counted by reason, and the oldest edit that waits is known', async () => {
  const { notAgreeing, oldestEditSeconds } = await shown();
  expect(notAgreeing).toMatchObject({ differ: expect.any(Number), 'missing-last-name': 1 });
  await served.database.query(
    `update link set standing_since = now() - interval '90 seconds' where standing = 'differ'`,
  );
  expect(oldestEditSeconds).toBeLessThan(60);
  expect((await shown()).oldestEditSeconds).toBeGreaterThanOrEqual(90);
});

test.each(['held', 'writes-stopped'])('an edit that is %s waits too', async (code) => {
  const before = `update link set standing_since = now(), standing = 'differ' where standing = 'differ'`;
  await served.database.query(before);
  expect((await shown()).oldestEditSeconds).toBeLessThan(60);
  const [kept] = await served.database.query<{ id: string; standing: string; reasons: string }>(
    `select id, standing, reasons::text as reasons from link where standing = 'agree' limit 1`,
  );
  const stand = (standing: string, reasons: string, seconds: number) =>
    served.database.query(
      `update link set standing = $2, reasons = $3, standing_since = now() - $4 * interval '1 second' where id = $1`,
      [kept!.id, standing, reasons, seconds],
    );
  await stand('waiting', JSON.stringify([{ field: null, code, words: 'x' }]), 7_200);
  expect((await shown()).oldestEditSeconds).toBeGreaterThanOrEqual(7_200);
  await stand('waiting', JSON.stringify([{ field: null, code: 'proposal', words: 'x' }]), 7_200);
  expect((await shown()).oldestEditSeconds).toBeLessThan(60);
  await stand(kept!.standing, kept!.reasons, 0);
});

test('what an audit finds is shown by names until an audit finds it no longer (Inv 10)', async () => {
  await audited('p1');
  expect(await shown()).toMatchObject({ items: [], passes: [{ name: 'p1', records: 1 }] });
  const drift = `update record set "values" = jsonb_set("values"::jsonb, '{name}', '"Hemmelig"')::json where key like '%departments/1'`;
  await served.database.query(drift);
  await audited('p2');
  const found = await shown();
  expect(found.items).toMatchObject([{ ref: { resource: 'departments', id: '1' }, code: 'row', fields: ['name'] }]);
  expect(found.notAgreeing).toMatchObject({ row: 1 });
  expect(JSON.stringify(found)).not.toContain('Hemmelig');
  await served.database.query(drift.replace('Hemmelig', 'Salg'));
  await audited('p3');
  expect((await shown()).items).toEqual([]);
});
