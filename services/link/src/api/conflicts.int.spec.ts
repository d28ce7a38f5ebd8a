import { afterAll, beforeAll, expect, test } from 'vitest';
import { rebuildTenant } from '../rebuild/rebuild-tenant.js';
import { scansComplete, seen } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';

/** Three companies that both systems have, each with another organisation number and another e-mail address. */
const ids = ['21', '22', '23'];
let served: Served;
beforeAll(async () => {
  served = await serveApi();
  const at = (system: 'powerofficego' | 'customhrm', id: string) => ({ tenant: 'default', system, id });
  const company = (id: string, side: string, organizationNumber: string) => ({
    name: `Fjord ${id}`,
    code: `100${id}`,
    active: true,
    organizationNumber,
    email: `${side}-${id}@example.no`,
  });
  await served.hear(
    'default',
    ...ids.map((id) =>
      seen(at('powerofficego', id), 'CUSTOMER', company(id, 'go', '923609016'), {
        stamps: { customer: '2026-03-01T10:00:00Z', shared: '2026-03-01T10:00:00Z' },
      }),
    ),
    ...ids.map((id) =>
      seen(at('customhrm', `h${id}`), 'CUSTOMER', company(id, 'hrm', '974760673'), {
        stamps: { record: '2026-03-01T11:00:00Z' },
      }),
    ),
  );
  await scansComplete(served, 'default');
  await served.meet('default');
});
afterAll(() => served.stop());

interface Conflict {
  readonly link: string;
  readonly version: number;
  readonly unit: string;
  readonly name: string;
}

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${served.url}/api/v1/${path}${path.includes('?') ? '&' : '?'}tenant=default`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}
const open = async (more = '') => (await get<{ items: Conflict[] }>(`conflicts?limit=50${more}`)).items;

async function decide(key: string, decision: object) {
  const answer = await fetch(`${served.url}/api/v1/decisions?tenant=default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ who: 'kari', why: 'looked it up', decision }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

test('open conflicts are listed with what each side says, where it was read, and who would win', async () => {
  const [first, ...others] = await open();
  expect(others).toHaveLength(2);
  expect(first).toMatchObject({
    unit: 'organizationNumber',
    first: true,
    category: 'CUSTOMER',
    flows: ['customers-department'],
    agreed: {
      values: { organizationNumber: '923609016' },
      origin: { member: 'powerofficego/contact', stamp: '2026-03-01T10:00:00Z', revision: 1 },
    },
    sides: [
      { member: 'powerofficego/contact', values: { organizationNumber: '923609016' }, mayWin: true },
      {
        member: 'customhrm/department',
        values: { organizationNumber: '974760673' },
        origin: { stamp: '2026-03-01T11:00:00Z' },
        mayWin: true,
      },
    ],
    wouldWin: 'agreed',
    later: 'customhrm/department',
  });
  expect(await open('&unit=email')).toEqual([]);
  expect(await open('&flow=employees-employee')).toEqual([]);
  const page = await get<{ items: Conflict[]; cursor: string }>('conflicts?limit=2');
  const rest = await get<{ items: Conflict[]; cursor: string | null }>(`conflicts?limit=2&cursor=${page.cursor}`);
  expect([...page.items, ...rest.items].map(({ link }) => link)).toEqual([first, ...others].map((one) => one!.link));
  expect(rest.cursor).toBeNull();
});

test('a conflict is settled once, on what was shown, and the link says what lost', async () => {
  const [{ link, version }] = (await open()) as [Conflict];
  const decision = { type: 'settleConflict', link, unit: 'organizationNumber', winner: 'customhrm' };
  expect(await decide('s1', { ...decision, version: version + 1 })).toMatchObject({
    status: 409,
    body: { type: '/problems/decision-moved', detail: expect.stringContaining('Look again') as string },
  });
  const settled = await decide('s2', { ...decision, version });
  expect(settled).toMatchObject({ status: 200, body: { who: 'kari', links: [link] } });
  expect(await decide('s2', { ...decision, version })).toEqual(settled);
  expect(await decide('s3', decision)).toMatchObject({
    status: 409,
    body: { type: '/problems/decision-nothing-to-decide' },
  });
  expect(await open()).toHaveLength(2);
  const shown = await get<{ agreed: object; kept: { unit: string }[] }>(`links/${link}`);
  expect(shown.agreed).toMatchObject({ organizationNumber: '974760673' });
  const lost = shown.kept.find(({ unit }) => unit === 'organizationNumber');
  expect(lost).toMatchObject({ values: { organizationNumber: '923609016' }, lostBy: 'person', restorable: true });
});

test('a value that lost by the rule is restored, and what it replaced can be restored in turn', async () => {
  const [{ link }] = (await open()) as [Conflict];
  const keptOf = async () =>
    (await get<{ kept: { unit: string; version: number; values: object }[] }>(`links/${link}`)).kept.filter(
      ({ unit }) => unit === 'email',
    );
  const [lost] = await keptOf();
  expect(lost).toMatchObject({ lostBy: 'rule', restorable: true, origin: { member: 'customhrm/department' } });
  const restore = { type: 'restore', link, unit: 'email', version: lost!.version };
  expect(await decide('r1', restore)).toMatchObject({ status: 200, body: { links: [link] } });
  const [replaced, first] = await keptOf();
  expect([replaced, first]).toMatchObject([{ lostBy: 'person', restorable: true }, { restorable: false }]);
  expect(await decide('r2', restore)).toMatchObject({ status: 409 });
  expect(await decide('r3', { ...restore, version: replaced!.version })).toMatchObject({ status: 200 });
  const history = await get<{ kept: object[] }>('records/powerofficego/contact/22/history');
  expect(history.kept.length).toBeGreaterThan(0);
});

test('those that are left are settled alike, and no decision keeps a value where it is kept for long', async () => {
  const links = [...new Set((await open()).map(({ link }) => link))];
  const done = await decide('all', { type: 'settleConflicts', links: [...links, 'lgone'], winner: 'agreed' });
  expect(done).toMatchObject({ status: 200, body: { links } });
  expect(await open()).toEqual([]);
  expect(await decide('all2', { type: 'settleConflicts', links, winner: 'agreed' })).toMatchObject({ status: 409 });
  const told = await served.database.query<{ text: string }>(
    `select o::text as text from outbox o where topic in ('operator', 'links') union all select d::text from decision d`,
  );
  expect(told.length).toBeGreaterThanOrEqual(4);
  for (const { text } of told) expect(text).not.toMatch(/974760673|923609016|example\.no/);
});

test('a link’s streams still tell what is projected of them (design.md 2, rule 1)', async () => {
  const options = { database: served.database, schema: 'link', check: true };
  for (const tenant of served.tenants.values()) expect((await rebuildTenant(options, tenant)).differences).toEqual([]);
});
