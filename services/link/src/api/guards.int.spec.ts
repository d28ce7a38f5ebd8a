import type { Message, Values } from '@samsvar/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '@samsvar/testing';
import { rebuildTenant } from '../rebuild/rebuild-tenant.js';
import { scansComplete, seen } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';

let served: Served;
const people = Array.from({ length: 30 }, (_, index) => String(100 + index));
const person = (id: string, more: Values = {}): Values => ({
  firstName: 'Navn',
  lastName: `Nr${id}`,
  phone: `+47 900 00 ${id}`,
  ...more,
});
const both = (tenant: string): readonly Message[] =>
  people.flatMap((id) => [
    seen({ tenant, system: 'powerofficego', id }, 'CUSTOMER_PERSON', person(id, { email: `p${id}@x.no` })),
    seen({ tenant, system: 'customhrm', id: `h${id}` }, 'CUSTOMER_PERSON', person(id, { email: `p${id}@x.no` })),
  ]);

beforeAll(async () => {
  served = await serveApi({ second: 'review' });
  for (const tenant of ['default', 'second']) {
    await served.hear(tenant, ...both(tenant));
    await served.hear(tenant, seen({ tenant, system: 'powerofficego', id: '7' }, 'CUSTOMER_PERSON', person('7')));
    await scansComplete(served, tenant);
    await served.meet(tenant);
  }
});
afterAll(() => served.stop());

const json = async <T>(path: string): Promise<T> => (await (await fetch(`${served.url}/api/v1/${path}`)).json()) as T;
let keys = 0;
async function decide(tenant: string, decision: object): Promise<number> {
  const answer = await fetch(`${served.url}/api/v1/decisions?tenant=${tenant}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `g${++keys}` },
    body: JSON.stringify({ who: 'kari', why: 'looked at it', decision }),
  });
  await served.meet(tenant);
  return answer.status;
}
const written = async (tenant: string): Promise<number> => {
  const [found] = await served.database.query<{ count: number }>(
    `select count(*)::int as count from event where tenant = $1 and type = 'WriteAsked'`,
    [tenant],
  );
  return found!.count;
};
interface Shown {
  readonly items: readonly { readonly id: string; readonly linkId: string; readonly [more: string]: unknown }[];
}

describe('a mass clear', () => {
  const cleared = (pollId: string) =>
    people
      .slice(0, 25)
      .map((id) =>
        seen(
          { tenant: 'default', system: 'powerofficego', id },
          'CUSTOMER_PERSON',
          person(id, { email: `p${id}@x.no`, phone: null }),
          { revision: 2, pollId },
        ),
      );
  const end = (pollId: string, changed: number): Message => ({
    id: `end-${pollId}`,
    type: 'PollCompleted',
    source: 'spec',
    subject: 'default',
    data: { tenant: 'default', system: 'powerofficego', resource: 'contact', pollId, changed },
  });

  test('is shown by class, flow, direction and records, and nothing of it is written (Inv 21)', async () => {
    const before = await written('default');
    await served.hear('default', ...cleared('poll-1'));
    await served.hear('default', end('poll-1', 25));
    await served.meet('default');
    expect(await written('default')).toBe(before);
    const { items } = await json<Shown>('holds?tenant=default');
    expect(items).toMatchObject([
      {
        id: 'h1',
        flow: 'customersperson-employee',
        direction: 'toHrm',
        class: 'clear',
        field: null,
        count: 25,
        exceeded: { count: 25, limit: 20 },
        since: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ]);
    expect(items[0]!['examples']).toHaveLength(10);
    expect(items[0]!['examples']).toContainEqual(expect.stringMatching(/^default\/powerofficego\/contact\/1\d\d$/));
    expect(JSON.stringify(items)).not.toContain('x.no');
    expect(await json('status?tenant=default')).toMatchObject({ holds: 1, stopped: null });
    const { items: records } = await json<Shown>('records?tenant=default&state=waiting&system=powerofficego&limit=500');
    expect(records).toHaveLength(25);
    expect(records[0]).toMatchObject({ reasons: [{ field: 'phone', code: 'held' }] });
    const metrics = await (await fetch(`${served.url}/metrics`)).text();
    expect(metrics).toMatch(/^samsvar_guard_holds\{[^}]*\} 1$/m);
    expect(metrics).toMatch(/^samsvar_writes_stopped\{[^}]*\} 0$/m);
  });
  test('goes out once a person approves it, and is told with who and why', async () => {
    const before = await written('default');
    expect(await decide('default', { type: 'approveHold', hold: 'h1' })).toBe(200);
    expect(await written('default')).toBe(before + 25);
    expect(await json('holds?tenant=default')).toEqual({ items: [] });
    // Events are shown below the oldest transaction of the whole server, and other specs have theirs.
    await eventually(async () => {
      const { items } = await json<Shown>('events?tenant=default&limit=1000');
      expect(items.filter(({ linkId }) => linkId === null)).toMatchObject([
        { event: 'GuardTripped', detail: { class: 'clear', hold: 'h1' } },
        { event: 'GuardReleased', detail: { verdict: 'approved', by: { who: 'kari', why: 'looked at it' } } },
      ]);
    });
    expect(await decide('default', { type: 'approveHold', hold: 'h1' })).toBe(404);
  });
});

describe('a tenant in review', () => {
  interface Plan extends Shown {
    readonly asOf: string;
    readonly cursor: string | null;
    readonly flows: readonly { readonly id: string; readonly [more: string]: unknown }[];
  }
  test('shows its plan with every field, and writes nothing', async () => {
    const plan = await json<Plan>('plan?tenant=second&flow=customersperson-employee');
    expect(plan).toMatchObject({ phase: 'review', complete: true, cursor: null });
    const flow = { links: 31, create: 1, agree: 30, update: 0, differences: 0, live: false };
    expect(plan.flows.find(({ id }) => id === 'customersperson-employee')).toMatchObject(flow);
    expect(plan.items).toMatchObject([{ record: 'second/powerofficego/contact/7', planned: 'create' }]);
    const [write] = plan.items[0]!['writes'] as { op: string; fields: { field: string }[] }[];
    expect(write).toMatchObject({ op: 'create', ref: null });
    expect(write!.fields).toContainEqual({ field: 'phone', now: null, then: '+47 900 00 7' });
    expect(await written('second')).toBe(0);
  });
  test('has exactly what was approved written, and counts what agrees from then on', async () => {
    const [newest] = await served.database.query<{ position: string }>(
      `select max(position)::text as position from event where tenant = 'second'`,
    );
    const asOf = await eventually(async () => {
      const plan = await json<Plan>('plan?tenant=second');
      expect(plan.asOf).toBe(newest!.position);
      return plan.asOf;
    });
    expect(await decide('second', { type: 'approvePlan', asOf })).toBe(200);
    expect(await written('second')).toBe(1);
    const { items } = await json<Shown>('flows?tenant=second');
    expect(items.find(({ id }) => id === 'customersperson-employee')).toMatchObject({
      agree: 30,
      differ: 1,
      waiting: 0,
    });
    expect((await json<Plan>('plan?tenant=second')).items).toEqual([]);
  });
  test('is refused what cannot be', async () => {
    expect(await decide('default', { type: 'approvePlan', asOf: '1' })).toBe(409);
    expect(await decide('second', { type: 'approvePlan', asOf: 'now' })).toBe(400);
    expect(await decide('second', { type: 'resumeWrites' })).toBe(409);
    expect((await fetch(`${served.url}/api/v1/plan?tenant=second&cursor=x`)).status).toBe(400);
  });
});

test('a link’s streams still tell what is projected of them (design.md 2, rule 1)', async () => {
  const options = { database: served.database, schema: 'link', check: true };
  for (const tenant of served.tenants.values()) expect((await rebuildTenant(options, tenant)).differences).toEqual([]);
});
