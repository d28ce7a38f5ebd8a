import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { credentialsOf } from './keys.js';
import { Caller, call, open } from './testing/caller.js';
import type { Sandbox } from './start.js';

describe('the state file', () => {
  let directory: string;
  let state: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sandbox-'));
    state = join(directory, 'deep', 'state.jsonl');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** What someone who looks sees; `Employees` and all tombstones too. */
  async function everything(sandbox: Sandbox): Promise<unknown[]> {
    const caller = new Caller(sandbox);
    const go = ['/Employees', '/Customers', '/Departments', '/ContactPersons'];
    const hrm = ['/employees?includeDeleted=true&limit=500', '/departments?orderBy=id&includeDeleted=true'];
    return [
      ...(await Promise.all(go.map(async (path) => (await caller.go('GET', path)).body))),
      ...(await Promise.all(hrm.map(async (path) => (await caller.hrm('GET', path)).body.items))),
    ];
  }

  async function edit(sandbox: Sandbox): Promise<void> {
    const caller = new Caller(sandbox);
    const made = await caller.go('POST', '/Departments', { body: { Name: 'Ny', Code: 'NY' } });
    const [{ Id }] = (await caller.go('GET', '/Employees')).body;
    const body = [{ op: 'replace', path: '/DepartmentId', value: made.body.Id }];
    await caller.go('PATCH', `/Employees/${Id}`, { body });
    const gone = await caller.go('POST', '/Customers', { body: { Name: 'Borte AS' } });
    await caller.go('DELETE', `/Customers/${gone.body.Id}`);
    const first = await caller.hrm('POST', '/departments', {
      body: { name: 'A' },
      headers: { 'Idempotency-Key': 'a/b' },
    });
    await caller.hrm('PATCH', `/departments/${first.body.id}`, { body: { name: 'B' }, headers: { 'If-Match': '"1"' } });
    const { id } = (await caller.hrm('POST', '/employees', { body: { firstName: 'X', lastName: 'Y' } })).body;
    await caller.hrm('DELETE', `/employees/${id}`, { headers: { 'If-Match': '"1"' } });
  }

  test('brings back all that was ever answered, twice, ids and stamps included', async () => {
    let sandbox = await open({ state });
    await edit(sandbox);
    const before = await everything(sandbox);
    for (let restart = 0; restart < 2; restart++) {
      await sandbox.close();
      sandbox = await open({ state });
      expect(await everything(sandbox)).toEqual(before);
    }
    const caller = new Caller(sandbox);
    const again = await caller.hrm('POST', '/departments', {
      body: { name: 'A' },
      headers: { 'Idempotency-Key': 'a/b' },
    });
    expect([again.status, again.body.name, again.body.meta.version]).toEqual([201, 'A', 1]);
    const made = await caller.go('POST', '/Departments', { body: { Name: 'Nyere', Code: 'NY2' } });
    const departments = before[2] as { Id: number }[];
    expect(made.body.Id).toBeGreaterThan(departments.at(-1)!.Id);
    await sandbox.close();
  });

  test('holds a change before it is answered, and shrugs at a line cut off by a kill', async () => {
    const sandbox = await open({ state });
    const made = await new Caller(sandbox).go('POST', '/Departments', { body: { Name: 'Ny' } });
    expect(readFileSync(state, 'utf8')).toContain(`"default/powerofficego/departments/${made.body.Id}"`);
    appendFileSync(state, '["default/powerofficego/departments/1",{"id":');
    const next = await open({ state });
    expect((await new Caller(next).go('GET', `/Departments/${made.body.Id}`)).body.Name).toBe('Ny');
    await Promise.all([sandbox.close(), next.close()]);
  });

  test('of another sample is told of and begun anew', async () => {
    await (await open({ state, seed: 1 })).close();
    const notes: string[] = [];
    const sandbox = await open({ state, seed: 2, note: (sentence) => notes.push(sentence) });
    expect(notes).toEqual([expect.stringMatching(/starting anew/)]);
    await sandbox.close();
  });

  test('is not needed for tokens, which outlive a restart', async () => {
    const sandbox = await open();
    const { clientId, clientSecret } = credentialsOf('default').customhrm;
    const body = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;
    const { access_token } = (await call(sandbox, 'POST', '/customhrm/oauth/token', { body })).body;
    await sandbox.close();
    const next = await open();
    const headers = { Authorization: `Bearer ${access_token}` };
    expect((await call(next, 'GET', '/customhrm/v1/meta', { headers })).status).toBe(200);
    await next.close();
  });
});
