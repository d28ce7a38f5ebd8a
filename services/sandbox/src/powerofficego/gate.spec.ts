import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Caller, HandClock, call, open } from '../testing/caller.js';
import type { Sandbox } from '../start.js';

const key = { 'Ocp-Apim-Subscription-Key': 'sandbox-default-subscription-key' };
const basic = (text: string) => ({ ...key, Authorization: `Basic ${Buffer.from(text).toString('base64')}` });
const grant = 'grant_type=client_credentials';

describe('the way into PowerOffice Go', () => {
  const clock = new HandClock();
  let sandbox: Sandbox;
  beforeAll(async () => void (sandbox = await open({ clock, limits: true, records: 20 })));
  afterAll(() => sandbox.close());

  test('a token lasts twenty minutes, whatever the casing of the path', async () => {
    clock.ms += 5000;
    const headers = basic('sandbox-default-application-key:sandbox-default-client-key');
    const token = await call(sandbox, 'POST', '/powerofficego/oauth/TOKEN', { body: grant, headers });
    expect(token.body).toMatchObject({ token_type: 'bearer', expires_in: 1200 });
    const bearer = { ...key, Authorization: `Bearer ${token.body.access_token}` };
    const get = () => call(sandbox, 'GET', '/powerofficego/v2/employees', { headers: bearer });
    clock.ms += 1_199_000;
    expect((await get()).status).toBe(200);
    clock.ms += 2000;
    expect((await get()).status).toBe(401);
  });

  test('wrong keys are told in the words of RFC 6749', async () => {
    clock.ms += 5000;
    const wrong = await call(sandbox, 'POST', '/powerofficego/OAuth/Token', { body: grant, headers: basic('a:b') });
    expect([wrong.status, wrong.body.error]).toEqual([400, 'invalid_client']);
    const grantless = await call(sandbox, 'POST', '/powerofficego/OAuth/Token', { body: '', headers: basic('a:b') });
    expect(grantless.body.error).toBe('invalid_request');
  });

  test('the gateway asks for the subscription key before anyone looks at the token', async () => {
    const missing = await call(sandbox, 'GET', '/powerofficego/v2/Employees');
    expect([missing.status, missing.body.statusCode]).toEqual([401, 401]);
    expect(missing.body.message).toMatch(/missing subscription key/);
    const headers = { 'Ocp-Apim-Subscription-Key': 'x' };
    const wrong = await call(sandbox, 'GET', '/powerofficego/v2/Employees', { headers });
    expect(wrong.body.message).toMatch(/invalid subscription key/);
    clock.ms += 5000;
    const tokenless = await call(sandbox, 'GET', '/powerofficego/v2/Employees', { headers: key });
    expect([tokenless.status, tokenless.body]).toEqual([401, undefined]);
  });

  test('ten requests fit into any second, the token call among them, and the next is told to wait', async () => {
    clock.ms += 5000;
    const caller = new Caller(sandbox);
    for (let count = 0; count < 9; count++) {
      expect((await caller.go('GET', '/Departments')).status).toBe(200);
      clock.ms += 50;
    }
    const eleventh = await caller.go('GET', '/Departments');
    expect([eleventh.status, eleventh.headers.get('retry-after')]).toEqual([429, '1']);
    expect(eleventh.body).toEqual({ statusCode: 429, message: 'Rate limit is exceeded. Try again in 1 seconds.' });
    clock.ms += 549;
    expect((await caller.go('GET', '/Departments')).status).toBe(429);
    clock.ms += 1;
    expect((await caller.go('GET', '/Departments')).status).toBe(200);
  });

  test('people have a key of their own that is never limited', async () => {
    const people = new Caller(sandbox, 'default', true);
    const all = await Promise.all(Array.from({ length: 30 }, () => people.go('GET', '/Departments')));
    expect(all.every(({ status }) => status === 200)).toBe(true);
  });

  test('a privilege that is withheld answers 403 and is named by the integration information', async () => {
    clock.ms += 5000;
    const caller = new Caller(sandbox);
    await call(sandbox, 'PUT', '/sandbox/v1/privileges', { body: { withheld: ['Employee', 'Employee_Full'] } });
    expect((await caller.go('GET', '/Employees')).status).toBe(403);
    expect((await caller.go('GET', '/Customers')).status).toBe(200);
    const information = await caller.go('GET', '/ClientIntegrationInformation');
    expect(information.body.InvalidPrivileges).toEqual(['Employee', 'Employee_Full']);
    await call(sandbox, 'PUT', '/sandbox/v1/privileges', { body: { withheld: [] } });
  });
});
