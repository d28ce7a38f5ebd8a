import { afterAll, beforeAll, expect, test } from 'vitest';
import { scansComplete, seen } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';
import type { HistoryShown } from './history.js';

/** One department that both systems have twice, and an employee. */
let served: Served;
const at = (system: 'powerofficego' | 'customhrm', id: string) => ({ tenant: 'default', system, id });
const department = (code: string) => ({
  category: 'DEPARTMENT',
  name: `Salg ${code}`,
  code,
  managerId: null,
  active: true,
});
const person = { firstName: 'Kari', lastName: 'Ås', employeeNumber: '101', active: true };

beforeAll(async () => {
  served = await serveApi();
  await served.hear(
    'default',
    ...['1', '2'].flatMap((id) => [
      seen(at('powerofficego', id), 'DEPARTMENT', department(`${id}0`)),
      seen(at('customhrm', `h${id}`), 'DEPARTMENT', department(`${id}0`)),
    ]),
    seen(at('powerofficego', '11'), 'EMPLOYEE', person),
    seen(at('customhrm', 'e11'), 'EMPLOYEE', person),
  );
  await scansComplete(served, 'default');
  await served.meet('default');
});
afterAll(() => served.stop());

const get = async <T>(path: string): Promise<T> =>
  (await (await fetch(`${served.url}/api/v1/${path}?tenant=default`)).json()) as T;
const recordOf = (system: string, resource: string, id: string) =>
  get<{ linkId: string; state: string }>(`records/${system}/${resource}/${id}`);
async function merge(key: string, link: string, other: string) {
  const answer = await fetch(`${served.url}/api/v1/decisions?tenant=default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ who: 'kari', why: 'one and the same', decision: { type: 'merge', link, other } }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

test('two of one kind are merged: one stays, the other’s HRM record is deactivated and its own left out', async () => {
  const { linkId: stays } = await recordOf('powerofficego', 'departments', '1');
  const { linkId: ends } = await recordOf('powerofficego', 'departments', '2');
  const before = await get(`links/${stays}`);
  const first = await merge('m1', stays, ends);
  expect(first).toMatchObject({ status: 200, body: { links: [stays, ends, expect.any(String)] } });
  expect(await get(`links/${stays}`)).toEqual(before);
  const next = (first.body['links'] as string[])[2]!;
  expect(await recordOf('powerofficego', 'departments', '2')).toMatchObject({ linkId: next, state: 'skipped' });
  expect(await get(`links/${ends}`)).toMatchObject({
    members: expect.arrayContaining([
      expect.objectContaining({
        member: 'customhrm/department',
        asked: expect.objectContaining({ fields: ['active'] }) as unknown,
      }),
    ]) as unknown,
  });
  const { items } = await get<{ items: HistoryShown[] }>('records/powerofficego/departments/2/history');
  expect(items.filter(({ by }) => by)).toContainEqual(
    expect.objectContaining({ by: { who: 'kari', why: 'one and the same' } }),
  );
  expect(await merge('m1', stays, ends)).toEqual(first);
  expect(await merge('m2', stays, ends)).toMatchObject({ status: 409 });
});

test('what cannot be one thing is refused with why', async () => {
  const { linkId: salg } = await recordOf('powerofficego', 'departments', '1');
  const { linkId: kari } = await recordOf('powerofficego', 'contact', '11');
  for (const [key, other, status] of [
    ['r1', salg, 409],
    ['r2', kari, 409],
    ['r3', 'lnone', 404],
  ] as const) {
    expect(await merge(key, salg, other)).toMatchObject({ status, body: { detail: expect.any(String) as string } });
  }
});
