import { recordKey, type RecordRef, type Refusal, reasonCodes } from '@samsvar/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { company, scansComplete, seen } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';

let served: Served;
beforeAll(async () => {
  served = await serveApi();
  for (const tenant of ['default', 'second']) {
    await served.hear(tenant, ...company(tenant));
    await scansComplete(served, tenant);
    await served.meet(tenant);
  }
});
afterAll(() => served.stop());

interface Shown {
  readonly ref: RecordRef;
  readonly kind: string;
  readonly category: string;
  readonly state: string;
  readonly reasons: readonly Refusal[];
  readonly linkId: string | null;
  readonly values: object;
}
interface Page {
  readonly items: readonly Shown[];
  readonly cursor: string | null;
}
const get = (path: string) => fetch(`${served.url}${path}`);
async function json<T = Record<string, never>>(path: string): Promise<T> {
  const answer = await get(`/api/v1/${path}`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    expect.stringMatching(/^application\/json/),
  ]);
  return (await answer.json()) as T;
}
async function problem(path: string, status: number): Promise<Record<string, unknown>> {
  const answer = await get(path);
  const type = expect.stringMatching(/^application\/problem\+json/);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type]);
  const body = (await answer.json()) as Record<string, unknown>;
  expect(body).toMatchObject({
    status,
    type: expect.stringMatching(/^\/problems\//),
    title: expect.any(String),
    detail: expect.any(String),
    instance: path.split('?')[0],
  });
  return body;
}
const addressOf = ({ system, resource, id }: RecordRef) => `records/${system}/${resource}/${encodeURIComponent(id)}`;
const idsOf = ({ items }: Page) => items.map(({ ref }) => ref.id);

describe('/api/v1/flows', () => {
  const counts = ['records', 'linked', 'agree', 'differ', 'waiting', 'conflicts', 'parked', 'skipped', 'onlyInHrm'];
  interface Flow {
    readonly id: string;
    readonly enabled: boolean;
    readonly [count: string]: number | string | boolean;
  }

  test('names the five flows, each record in exactly one state', async () => {
    const { items } = await json<{ items: readonly Flow[] }>('flows?tenant=default');
    expect(items).toHaveLength(5);
    for (const flow of items) {
      expect(Object.keys(flow).sort()).toEqual(['enabled', 'id', 'lossy', 'settled', 'title', ...counts].sort());
      const states = ['agree', 'differ', 'waiting', 'conflicts', 'parked', 'skipped'];
      expect(states.reduce((sum, state) => sum + Number(flow[state]), 0)).toBe(flow['records']);
    }
    expect(items.find(({ id }) => id === 'employees-employee')).toMatchObject({
      records: 5,
      agree: 1,
      differ: 1,
      waiting: 2,
      parked: 1,
      onlyInHrm: 2,
    });
  });

  test('count what the lists show, flow by flow and state by state', async () => {
    for (const tenant of ['default', 'second']) {
      const { items } = await json<{ items: readonly Flow[] }>(`flows?tenant=${tenant}`);
      for (const flow of items) {
        for (const state of counts.filter((name) => name !== 'linked' && name !== 'records')) {
          const system = state === 'onlyInHrm' ? 'customhrm' : 'powerofficego';
          const query = `tenant=${tenant}&flow=${flow.id}&state=${state}&system=${system}&limit=500`;
          expect([flow.id, state, (await json<Page>(`records?${query}`)).items.length]).toEqual([
            flow.id,
            state,
            flow[state],
          ]);
        }
      }
    }
  });

  test('of a tenant that only matches wait', async () => {
    const { items } = await json<{ items: readonly Flow[] }>('flows?tenant=second');
    expect(items.find(({ id }) => id === 'employees-employee')).toMatchObject({ records: 5, waiting: 5 });
    expect(items.find(({ id }) => id === 'contactperson-employee')).toMatchObject({ enabled: false });
  });
});

describe('/api/v1/status', () => {
  test('says how far a tenant has come', async () => {
    const keys = ['holds', 'met', 'pending', 'phase', 'stopped', 'tenant'];
    const status = await json('status?tenant=default');
    expect(Object.keys(status).sort()).toEqual(keys);
    expect(status).toMatchObject({ tenant: 'default', phase: 'live', met: true });
    expect(await json('status?tenant=second')).toMatchObject({ phase: 'match', met: true });
  });
});

describe('/api/v1/records', () => {
  test('shows each record as it stands, in the agreed shape', async () => {
    const { items, cursor } = await json<Page>('records?tenant=default&limit=500');
    expect(cursor).toBeNull();
    expect(items).toHaveLength(12);
    for (const item of items) {
      expect(Object.keys(item).sort()).toEqual(['category', 'kind', 'linkId', 'reasons', 'ref', 'state', 'values']);
      for (const reason of item.reasons) {
        expect(Object.keys(reason).sort()).toEqual(['code', 'field', 'words']);
        expect(Object.keys(reasonCodes)).toContain(reason.code);
      }
      expect(await json(`${addressOf(item.ref)}?tenant=default`)).toEqual(item);
    }
    const keys = items.map(({ ref }) => recordKey(ref));
    expect(keys).toEqual([...keys].sort());
  });

  test('gives reasons and no link where there is none', async () => {
    expect(await json('records/customhrm/employee/e-99?tenant=default')).toMatchObject({
      state: 'onlyInHrm',
      linkId: null,
      reasons: [],
    });
    expect(await json('records/powerofficego/contact/15?tenant=default')).toMatchObject({
      state: 'parked',
      reasons: [{ field: 'lastName', code: 'missing-last-name' }],
    });
    expect(await json('records/powerofficego/contact/12?tenant=second')).toMatchObject({
      state: 'waiting',
      linkId: expect.any(String),
      reasons: [{ field: null, code: 'match-phase' }],
    });
  });

  test('narrows by search, state, flow and system, alone and together', async () => {
    const list = async (query: string) => idsOf(await json<Page>(`records?tenant=default&${query}`));
    expect(await list('search=kari')).toEqual(['e-11', '11']);
    expect(await list('search=%C3%85S&system=powerofficego')).toEqual(['11']);
    expect(await list('search=A%CC%8As&system=customhrm')).toEqual(['e-11']);
    expect(await list('search=_100%25')).toEqual(['12']);
    expect(await list('search=%25')).toEqual(['12']);
    expect(await list('search=%2B4790000012')).toEqual(['12']);
    expect(await list('search=%5C')).toEqual([]);
    expect(await list('state=waiting')).toEqual(['13', '14']);
    expect(await list('state=parked&search=nobody')).toEqual([]);
    expect(await list('state=agree&flow=departments-department')).toEqual(['d/1 å', '1']);
    expect(await list('flow=customers-department')).toEqual(['21']);
    expect(await list('state=onlyInHrm')).toEqual(['e-13', 'e-99']);
    expect(await list('state=&flow=&search=&system=customhrm')).toEqual(['d/1 å', 'e-11', 'e-13', 'e-99']);
  });

  test('finds records by ids that an address must escape, long ones too', async () => {
    const id = `å/?#%${'x'.repeat(190)}`;
    await served.hear('second', seen({ tenant: 'second', system: 'customhrm', id }, 'EMPLOYEE', { lastName: 'Lang' }));
    const shown = await json<Shown>(`records/customhrm/employee/${encodeURIComponent(id)}?tenant=second`);
    expect(shown).toMatchObject({ ref: { id }, values: { lastName: 'Lang' } });
  });
});

describe('/api/v1/links and histories', () => {
  test('show a link with its members and what they agree on', async () => {
    const { linkId } = await json<Shown>('records/powerofficego/contact/11?tenant=default');
    const shown = await json<{ members: readonly object[]; agreed: object }>(`links/${linkId}?tenant=default`);
    expect(shown).toMatchObject({ id: linkId, kind: 'employee', state: 'agree', agreed: { lastName: 'Ås' } });
    const refs = [
      { system: 'powerofficego', id: '11' },
      { system: 'customhrm', id: 'e-11' },
    ];
    expect(shown.members).toMatchObject(refs.map((ref) => ({ ref })));
    const [go, hrm] = await Promise.all(
      ['powerofficego/contact/11', 'customhrm/employee/e-11'].map((at) =>
        json<{ linkId: string; items: readonly { version: number; event: string }[] }>(
          `records/${at}/history?tenant=default`,
        ),
      ),
    );
    expect(go).toEqual(hrm);
    expect(go!.linkId).toBe(linkId);
    expect(go!.items.map(({ version }) => version)).toEqual(go!.items.map((_, index) => index + 1));
    expect(go!.items[0]).toMatchObject({ event: 'LinkOpened' });
  });

  test('of a record without a link are empty', async () => {
    const history = await json('records/customhrm/employee/e-99/history?tenant=default');
    expect(history).toEqual({ linkId: null, items: [], kept: [] });
  });

  test('of another tenant are not there', async () => {
    const { linkId } = await json<Shown>('records/powerofficego/contact/11?tenant=default');
    expect(await problem(`/api/v1/links/${linkId}?tenant=second`, 404)).toMatchObject({
      type: '/problems/unknown-link',
    });
  });
});

describe('what cannot be answered', () => {
  const nameless = [
    'flows',
    'status',
    'records',
    'records/customhrm/employee/e-99',
    'links/x',
    'events',
    'events/stream',
  ];

  test.each(nameless)('for a tenant nobody knows is no such tenant: %s', async (door) => {
    const body = await problem(`/api/v1/${door}?tenant=third`, 404);
    expect(body).toMatchObject({
      type: '/problems/unknown-tenant',
      detail: expect.stringContaining('default, second'),
    });
  });

  test.each(nameless)('with a parameter nobody knows is refused by its name: %s', async (door) => {
    const body = await problem(`/api/v1/${door}?tenant=default&serach=x`, 400);
    expect(body).toMatchObject({ errors: [{ pointer: '/query/serach', detail: expect.stringContaining('tenant') }] });
  });

  test.each([
    ['records?limit=0', 'limit'],
    ['records?limit=501', 'limit'],
    ['records?limit=ten', 'limit'],
    ['records?limit=1e2', 'limit'],
    ['records?limit=5&limit=6', 'limit'],
    ['records?state=happy', 'state'],
    ['records?flow=customers', 'flow'],
    ['records?system=sap', 'system'],
    ['records?search=a%00b', 'search'],
    ['records?cursor=abc', 'cursor'],
    [`records?cursor=${Buffer.from('["second/customhrm/employee/1","employee"]').toString('base64url')}`, 'cursor'],
    [`records?cursor=${Buffer.from('["default/\\u0000","employee"]').toString('base64url')}`, 'cursor'],
    [`records?cursor=${Buffer.from('[1,2]').toString('base64url')}`, 'cursor'],
    ['events?limit=1001', 'limit'],
    ['events?after=-1', 'after'],
    ['events?after=9999999999999999999', 'after'],
    ['events?after=abc', 'after'],
    ['events/stream?after=1.5', 'after'],
  ])('names the parameter and what to do: %s', async (query, name) => {
    const body = await problem(`/api/v1/${query}`, 400);
    const detail = expect.stringMatching(/^it .+/);
    expect(body).toMatchObject({ type: '/problems/bad-parameter', errors: [{ pointer: `/query/${name}`, detail }] });
    expect(body['detail']).toMatch(new RegExp(`^${name}: `));
  });

  test.each([
    'records/powerofficego/contact/nobody',
    'records/powerofficego/employee/11',
    'records/sap/contact/11',
    'records/customhrm/employee/%00',
    'records/powerofficego/contact/nobody/history',
    'links/nobody',
    'links/%00',
    'nothing',
  ])('is not found: %s', async (door) => {
    await problem(`/api/v1/${door}`, 404);
  });

  test('is a problem also where the address itself cannot be read', async () => {
    await problem('/api/v1/records/customhrm/employee/%zz', 400);
  });
});

describe('the page at /', () => {
  test('leads to what there is: every link on it answers', async () => {
    const answer = await get('/');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const links = [...(await answer.text()).matchAll(/href="([^"]+)"/g)].map(([, link]) =>
      link!.replaceAll('&amp;', '&'),
    );
    expect(links.length).toBeGreaterThan(10);
    for (const link of links) {
      const gone = new AbortController();
      const followed = await fetch(`${served.url}${link}`, { signal: gone.signal });
      expect([link, followed.status]).toEqual([link, 200]);
      gone.abort();
    }
  });
});
