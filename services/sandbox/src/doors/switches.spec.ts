import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Caller, HandClock, call, open } from '../testing/caller.js';
import type { Sandbox } from '../start.js';

describe("the sandbox's own switches", () => {
  const clock = new HandClock();
  let sandbox: Sandbox;
  beforeAll(async () => void (sandbox = await open({ clock, tenants: ['default', 'second'] })));
  afterAll(() => sandbox.close());
  const turn = (path: string, body: unknown) => call(sandbox, 'PUT', `/sandbox/v1/${path}`, { body });
  const counters = async () => (await call(sandbox, 'GET', '/sandbox/v1/counters')).body;

  test('keys are told per tenant, in the shape scripts rely on', async () => {
    const { body } = await call(sandbox, 'GET', '/sandbox/v1/credentials?tenant=second');
    expect(Object.keys(body.powerofficego)).toEqual([
      'applicationKey',
      'clientKey',
      'subscriptionKey',
      'peopleSubscriptionKey',
    ]);
    expect(Object.keys(body.customhrm)).toEqual(['clientId', 'clientSecret', 'peopleClientId', 'peopleClientSecret']);
    expect(JSON.stringify(body)).not.toContain('default');
    expect((await call(sandbox, 'GET', '/sandbox/v1/credentials?tenant=nobody')).status).toBe(400);
  });

  test('requests are counted by system, method, path and status, people apart', async () => {
    await call(sandbox, 'DELETE', '/sandbox/v1/counters');
    const [product, people] = [new Caller(sandbox), new Caller(sandbox, 'default', true)];
    await product.go('GET', '/Employees/1');
    await product.go('GET', '/Employees/2');
    await people.hrm('GET', '/departments');
    clock.ms += 999;
    await product.go('GET', '/Departments?PageSize=1');
    clock.ms += 1000;
    await product.go('GET', '/Departments');
    const tally = await counters();
    expect(tally.powerofficego).toEqual({
      requests: [
        { method: 'POST', path: '/OAuth/Token', status: 200, count: 1 },
        { method: 'GET', path: '/v2/Employees/{id}', status: 404, count: 2 },
        { method: 'GET', path: '/v2/Departments', status: 200, count: 2 },
      ],
      maxPerSecond: 4,
      overLimit: [],
      changes: [],
    });
    expect(tally.customhrm).toEqual({ requests: [], maxPerSecond: 0, overLimit: [], changes: [] });
    expect(tally.people.customhrm.requests).toHaveLength(2);
    await call(sandbox, 'DELETE', '/sandbox/v1/counters');
    expect((await counters()).powerofficego.requests).toEqual([]);
  });

  test('a lost answer was carried out, a lost request was not, and people meet neither', async () => {
    const [product, people] = [new Caller(sandbox), new Caller(sandbox, 'default', true)];
    const make = (name: string) => product.hrm('POST', '/departments', { body: { name, code: name } });
    const made = async (code: string) => (await people.hrm('GET', `/departments?code=${code}`)).body.total;
    await product.hrm('GET', '/meta');
    await call(sandbox, 'DELETE', '/sandbox/v1/counters');
    await turn('faults', { 'lost-answer': 1 });
    await expect(make('answer')).rejects.toThrow();
    await turn('faults', { 'lost-request': 1 });
    await expect(make('request')).rejects.toThrow();
    await turn('faults', { 'error-500': 1 });
    expect((await make('error')).status).toBe(500);
    expect([await made('answer'), await made('request'), await made('error')]).toEqual([1, 0, 0]);
    expect((await counters()).customhrm.requests).toEqual([
      { method: 'POST', path: '/v1/departments', status: 0, count: 2 },
      { method: 'POST', path: '/v1/departments', status: 500, count: 1 },
    ]);
    await turn('faults', {});
    expect((await make('fine')).status).toBe(201);
  });

  test('a stale list is two seconds behind', async () => {
    const caller = new Caller(sandbox);
    clock.ms += 5000;
    await caller.go('POST', '/Departments', { body: { Name: 'Fersk', Code: 'FERSK' } });
    const listed = async () => (await caller.go('GET', '/Departments?codes=FERSK')).status;
    await turn('faults', { 'stale-list': 1 });
    clock.ms += 1999;
    expect(await listed()).toBe(204);
    clock.ms += 1;
    expect(await listed()).toBe(200);
    await turn('faults', {});
  });

  test('what is not known is refused with what is', async () => {
    const fault = await turn('faults', { fire: 1 });
    expect([fault.status, fault.body.detail]).toEqual([
      400,
      expect.stringMatching(/lost-answer, lost-request, error-500/),
    ]);
    expect((await turn('faults', { slow: 2 })).status).toBe(400);
    expect((await turn('lag', { ms: -1 })).status).toBe(400);
    expect((await turn('limits', { powerofficego: 'off' })).status).toBe(400);
    expect((await turn('limits', { powerofficego: false })).body).toEqual({ powerofficego: false, customhrm: false });
    expect((await call(sandbox, 'GET', '/nowhere')).status).toBe(404);
  });
});
