import type { Decision } from '@samsvar/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rebuildTenant } from '../rebuild/rebuild-tenant.js';
import { scansComplete, seen } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';
import type { HistoryShown } from './history.js';
import type { ProposalPage } from './proposals.js';

let served: Served;
const at = (system: 'powerofficego' | 'customhrm', id: string) => ({ tenant: 'default', system, id });
const department = (name: string, code: string) => ({
  category: 'DEPARTMENT',
  name,
  code,
  managerId: null,
  active: true,
});

beforeAll(async () => {
  served = await serveApi();
  await served.hear(
    'default',
    seen(at('powerofficego', '1'), 'DEPARTMENT', department('Salg', '10')),
    seen(at('powerofficego', '2'), 'DEPARTMENT', department('Lager', '20')),
    seen(at('powerofficego', '3'), 'DEPARTMENT', department('Drift', '30')),
    seen(at('customhrm', 'h1'), 'DEPARTMENT', department('Salg', '10')),
    seen(at('customhrm', 'h2'), 'DEPARTMENT', department('Lager øst', '20')),
    seen(at('customhrm', 'h3'), 'DEPARTMENT', department('Lager vest', '20')),
    seen(at('customhrm', 'h4'), 'DEPARTMENT', department('drift', '31')),
  );
  await scansComplete(served, 'default');
  await served.meet('default');
});
afterAll(() => served.stop());

const get = async <T>(path: string): Promise<T> =>
  (await (await fetch(`${served.url}/api/v1/${path}${path.includes('?') ? '&' : '?'}tenant=default`)).json()) as T;
let keys = 0;
async function decide(decision: Decision) {
  const answer = await fetch(`${served.url}/api/v1/decisions?tenant=default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `k${++keys}` },
    body: JSON.stringify({ who: 'kari', why: 'looked at both', decision }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const recordOf = (system: string, resource: string, id: string) =>
  get<{ linkId: string | null; state: string }>(`records/${system}/${resource}/${id}`);
const proposals = (more = '') => get<ProposalPage>(`proposals${more}`);

test('proposals are shown with their evidence: rule, fields, and the values of both sides', async () => {
  const { items, cursor } = await proposals();
  expect([items.length, cursor]).toEqual([2, null]);
  const byRule = new Map(items.map((item) => [item.rule, item]));
  expect(byRule.get('code')).toMatchObject({
    code: 'ambiguous',
    compared: ['code'],
    category: 'DEPARTMENT',
    record: { ref: { id: '2' }, values: { name: 'Lager' } },
    candidates: expect.arrayContaining([
      expect.objectContaining({ ref: expect.objectContaining({ id: 'h2' }) as unknown, linkId: null }),
      expect.objectContaining({ values: expect.objectContaining({ name: 'Lager vest' }) as unknown }),
    ]) as unknown,
  });
  expect(byRule.get('name')).toMatchObject({ code: 'proposal', compared: ['name'], record: { ref: { id: '3' } } });
});

test('proposals come in pages', async () => {
  const first = await proposals('?limit=1');
  expect(first.items).toHaveLength(1);
  const second = await proposals(`?limit=1&cursor=${first.cursor!}`);
  expect([second.items.length, second.cursor]).toEqual([1, null]);
  expect(second.items[0]!.linkId).not.toBe(first.items[0]!.linkId);
});

test('a person accepts one and declines another, and neither is proposed any more', async () => {
  const { items } = await proposals();
  const linkOf = (rule: string) => items.find((item) => item.rule === rule)!.linkId;
  const accepted = await decide({ type: 'acceptProposal', link: linkOf('code'), candidate: 'h3' });
  expect(accepted).toMatchObject({ status: 200, body: { links: [linkOf('code')] } });
  expect(await recordOf('customhrm', 'department', 'h3')).toMatchObject({ linkId: linkOf('code') });
  const declined = await decide({ type: 'declineProposal', link: linkOf('name'), then: 'create' });
  expect(declined.status).toBe(200);
  expect((await proposals()).items).toEqual([]);
  expect((await get<{ members: object[] }>(`links/${linkOf('name')}`)).members).toContainEqual(
    expect.objectContaining({
      member: 'customhrm/department',
      asked: expect.objectContaining({ op: 'create' }) as unknown,
    }),
  );
});

test('a link is unlinked, waits for a person, and its history goes on', async () => {
  const { linkId } = await recordOf('powerofficego', 'departments', '1');
  const { status, body } = await decide({ type: 'unlink', link: linkId! });
  expect([status, (body['links'] as string[])[0]]).toEqual([200, linkId]);
  const next = (body['links'] as string[])[1]!;
  expect(await recordOf('powerofficego', 'departments', '1')).toMatchObject({ linkId: next, state: 'waiting' });
  expect(await recordOf('customhrm', 'department', 'h1')).toMatchObject({ linkId: null, state: 'onlyInHrm' });
  expect(await get<{ state: string }>(`links/${linkId!}`)).toMatchObject({ state: 'ended' });
  expect((await proposals()).items).toMatchObject([{ linkId: next, code: 'unlinked', candidates: [] }]);
  const history = await get<{ linkId: string; items: HistoryShown[] }>('records/powerofficego/departments/1/history');
  expect(history.linkId).toBe(next);
  const told = history.items.map(({ event, linkId: of }) => `${event} ${of === next ? 'next' : 'first'}`);
  expect(told[0]).toBe('LinkOpened first');
  expect(told).toContain('LinkEnded first');
  expect(told.at(-1)).toBe('MatchProposed next');
  expect(history.items.find(({ event }) => event === 'LinkEnded')).toMatchObject({
    why: 'unlinked',
    by: { who: 'kari', why: 'looked at both' },
  });
  const left = await get<{ linkId: null; items: HistoryShown[] }>('records/customhrm/department/h1/history');
  expect([left.linkId, left.items.at(-1)?.event]).toEqual([null, 'LinkEnded']);
});

test('two are linked by a person only when nobody keeps them apart', async () => {
  const two = {
    powerofficego: { resource: 'departments' as const, id: '1' },
    customhrm: { resource: 'department' as const, id: 'h1' },
  };
  expect(await decide({ type: 'link', ...two })).toMatchObject({
    status: 409,
    body: { type: '/problems/decision-not-possible', detail: expect.stringContaining('takeBackNever') as string },
  });
  expect(await decide({ type: 'takeBackNever', ...two })).toMatchObject({ status: 200 });
  expect(await decide({ type: 'link', ...two })).toMatchObject({ status: 200 });
  expect(await recordOf('customhrm', 'department', 'h1')).toMatchObject({ state: 'agree' });
  expect(await decide({ type: 'never', ...two })).toMatchObject({ status: 409 });
  const flows = await get<{ items: Record<string, unknown>[] }>('flows');
  expect(flows.items.find(({ id }) => id === 'departments-department')).toMatchObject({ records: 3, linked: 2 });
});

test('what does not fit the decision is refused with the place', async () => {
  const odd = { type: 'link', powerofficego: { resource: 'employee', id: '1' } } as unknown as Decision;
  expect(await decide(odd)).toMatchObject({ status: 400, body: { type: '/problems/bad-body' } });
});

test('a link’s streams still tell what is projected of them (design.md 2, rule 1)', async () => {
  const options = { database: served.database, schema: 'link', check: true };
  expect((await rebuildTenant(options, served.tenants.get('default')!)).differences).toEqual([]);
});
