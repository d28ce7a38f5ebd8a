import { linkIdOf, referenceOf } from '@samsvar/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scansComplete, seen } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';

let served: Served;
beforeAll(async () => {
  served = await serveApi({ creates: true });
});
afterAll(() => served.stop());

const orphans = async () => {
  const answer = await fetch(`${served.url}/api/v1/orphans?tenant=default`);
  return (await answer.json()) as { items: readonly object[] };
};
const tenant = 'default';
const section = { name: 'Salg', code: '10', active: true, managerId: null };
const born = { tenant, system: 'customhrm', resource: 'department', id: 'd1' } as const;

test('a birth under way makes no orphan; what bears our reference or code beside its link is one (Inv 12)', async () => {
  await scansComplete(served, tenant);
  await served.meet(tenant);
  await served.hear(tenant, seen(born, 'DEPARTMENT', section));
  const met = (id: string) => seen({ tenant, system: 'powerofficego', id }, 'DEPARTMENT', section);
  await served.hear(tenant, met('1'));
  expect(await orphans()).toEqual({ items: [] });

  const linkId = linkIdOf(born, 'department');
  const [asked] = await served.database.query<{ n: string }>(
    `select snapshot::json #>> '{members,powerofficego/departments,asked,n}' as n from link where id = $1`,
    [linkId],
  );
  const ticket = { linkId, system: 'powerofficego', resource: 'departments', n: Number(asked!.n) } as const;
  const ref = { tenant, system: 'powerofficego', resource: 'departments', id: '1' } as const;
  const words = { kind: 'department', category: 'DEPARTMENT', roles: ['DEPARTMENT'], mapping: 'm' } as const;
  const done = {
    ticket,
    outcome: 'done',
    sent: ['name', 'code'],
    ref,
    values: section,
    revision: 1,
    refusals: [],
    ...words,
  };
  await served.hear(tenant, { id: 'a1', type: 'WriteAnswered', source: 'test', subject: 'x', data: done });
  expect(await orphans()).toEqual({ items: [] });

  await served.hear(tenant, met('2'));
  const person = { firstName: 'Kari', lastName: 'Ås', active: true };
  const reference = referenceOf({ ...born, resource: 'employee', id: 'nobody' });
  await served.hear(tenant, seen({ tenant, system: 'customhrm', id: 'e1' }, 'EMPLOYEE', person, { reference }));
  expect((await orphans()).items).toMatchObject([
    { ref: { system: 'customhrm', id: 'e1' }, bears: 'reference', linkId: null },
    { ref: { system: 'powerofficego', id: '2' }, bears: 'code', linkId: expect.any(String) },
  ]);
});
