import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Caller, call, open } from '../testing/caller.js';
import type { Sandbox } from '../start.js';
import { credentialsOf } from '../keys.js';
import type { FaultKind } from './faults.js';

type Row = Readonly<Record<string, unknown>>;
let sandbox: Sandbox;
let product: Caller;
let people: Caller;

beforeAll(async () => {
  sandbox = await open();
  sandbox.world.faults.delays = { slow: 200, late: 300, piece: 20 };
  [product, people] = [new Caller(sandbox), new Caller(sandbox, 'default', true)];
  await product.hrm('GET', '/meta');
});
afterAll(() => sandbox.close());
afterEach(() => turn());
const turn = (...kinds: readonly FaultKind[]) =>
  call(sandbox, 'PUT', '/sandbox/v1/faults', { body: Object.fromEntries(kinds.map((kind) => [kind, 1])) });

/** Makes a department and says what came back; `made` says whether it is there. */
const make = (code: string) => product.hrm('POST', '/departments', { body: { name: code, code } });
const made = async (code: string) => (await people.hrm('GET', `/departments?code=${code}`)).body.total as number;
const employees = async (who: Caller) => (await who.go('GET', '/Employees')).body as Row[];

/** An answer as it is on the wire, since the callers of specs read JSON only. */
async function raw(path: string): Promise<{ status: number; headers: Headers; text: string }> {
  const { clientId, clientSecret } = credentialsOf('default').customhrm;
  const body = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;
  const { access_token: token } = (await call(sandbox, 'POST', '/customhrm/oauth/token', { body })).body as Row;
  const answer = await fetch(`${sandbox.url}/customhrm/v1${path}`, {
    headers: { Authorization: `Bearer ${String(token)}` },
    redirect: 'manual',
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

describe('an answer that says nothing about the request', () => {
  test('may follow a request that was carried out', async () => {
    await turn('error-500-after');
    expect((await make('AFTER')).status).toBe(500);
    expect(await made('AFTER')).toBe(1);
  });

  test('may be a storm of 429, with and without Retry-After, that ends by itself or with the switch', async () => {
    await turn('too-many');
    const stormy = await raw('/meta');
    expect([stormy.status, stormy.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await make('STORM')).status).toBe(429);
    await turn('too-many-silent');
    const silent = await raw('/meta');
    expect([silent.status, silent.headers.get('retry-after')]).toEqual([429, null]);
    await turn();
    expect([(await raw('/meta')).status, await made('STORM')]).toEqual([200, 0]);
  });

  test('may send us elsewhere, or be the web page of a proxy', async () => {
    await turn('redirect');
    const moved = await raw('/meta');
    expect([moved.status, moved.headers.get('location')]).toEqual([302, 'http://elsewhere.example/']);
    await turn('html');
    const page = await raw('/meta');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toMatch(/^<!doctype html>/);
  });

  test('may come long after anyone waits for it', async () => {
    await turn('late');
    const answered = make('LATE');
    expect(await made('LATE')).toBe(0);
    expect((await answered).status).toBe(201);
    expect(await made('LATE')).toBe(1);
  });
});

describe('a body that does not arrive as it was meant', () => {
  test('may end in the middle, by its own length or because the connection does', async () => {
    const whole = (await raw('/employees?limit=5')).text;
    await turn('truncated');
    const cut = await raw('/employees?limit=5');
    expect(cut.status).toBe(200);
    expect(whole.length / cut.text.length).toBeCloseTo(2, 1);
    expect(() => JSON.parse(cut.text) as unknown).toThrow();
    await turn('cut-answer');
    await expect(raw('/employees?limit=5')).rejects.toThrow();
  });

  test('may be huge, and is the same behind its blanks', async () => {
    const whole = (await people.hrm('GET', '/employees?limit=5')).body as Row;
    await turn('huge');
    const { text } = await raw('/employees?limit=5');
    expect(text.length).toBeGreaterThan(10 * 1024 * 1024);
    expect((JSON.parse(text) as Row)['items']).toEqual(whole['items']);
  });

  test('may drip, piece by piece', async () => {
    const whole = (await people.hrm('GET', '/departments?limit=3')).body as Row;
    await turn('slow-drip');
    const since = performance.now();
    const { body } = await product.hrm('GET', '/departments?limit=3');
    expect((body as Row)['items']).toEqual(whole['items']);
    expect(performance.now() - since).toBeGreaterThan(19 * 20 * 0.9);
  });
});

describe('a list that is not what is stored', () => {
  test('may lack a row, or have one twice, and its totals do not say so', async () => {
    const all = (await employees(product)).map(({ Id }) => Id);
    await turn('skipped-row');
    const { body, headers } = await product.go('GET', '/Employees');
    expect((body as Row[]).length).toBe(all.length - 1);
    expect(JSON.parse(headers.get('x-pagination')!)).toMatchObject({ totalCount: all.length });
    await turn('repeated-row');
    const twice = (await employees(product)).map(({ Id }) => Id);
    expect([twice.length, new Set(twice).size]).toEqual([all.length + 1, all.length]);
    expect((await employees(people)).map(({ Id }) => Id)).toEqual(all);
  });

  test('may say a text of its first record twice', async () => {
    await turn('duplicate-keys');
    const [first] = (JSON.parse((await raw('/employees?limit=2')).text) as { items: Row[] }).items;
    const [stored] = ((await people.hrm('GET', '/employees?limit=2')).body as { items: Row[] }).items;
    const different = Object.keys(first!).filter((name) => first![name] !== stored![name] && name !== 'meta');
    expect(different.filter((name) => first![name] === 'said twice')).toHaveLength(1);
  });
});

test('what struck is counted, by kind', async () => {
  await turn('error-500');
  await make('COUNTED');
  const { body } = await call(sandbox, 'GET', '/sandbox/v1/faults');
  expect((body as { hits: Row }).hits['error-500']).toBeGreaterThan(0);
});

describe('what changed data is counted', () => {
  const changes = async (at: Sandbox) => (await call(at, 'GET', '/sandbox/v1/counters')).body;

  test('by its shape, people apart, and not where nothing came of it', async () => {
    await call(sandbox, 'DELETE', '/sandbox/v1/counters');
    await make('CHANGE');
    await make('CHANGE');
    const [row] = await employees(people);
    const title = [{ op: 'replace', path: '/JobTitle', value: 'Ny tittel' }];
    await people.go('PATCH', `/Employees/${String(row!['Id'])}`, { body: title });
    await people.go('PATCH', `/Employees/${String(row!['Id'])}`, { body: title });
    const tally = await changes(sandbox);
    expect(tally.customhrm.changes).toEqual([{ method: 'POST', path: '/v1/departments', count: 1 }]);
    expect(tally.powerofficego.changes).toEqual([]);
    expect(tally.people.powerofficego.changes).toEqual([{ method: 'PATCH', path: '/v2/Employees/{id}', count: 1 }]);
  });

  test('and known again after a restart, until it is reset', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'samsvar-sandbox-'));
    const state = join(folder, 'state.jsonl');
    const first = await open({ state });
    await new Caller(first).hrm('POST', '/departments', { body: { name: 'Ny', code: 'NY' } });
    const before = (await changes(first)).customhrm.changes as Row[];
    await first.close();
    const second = await open({ state });
    expect((await changes(second)).customhrm.changes).toEqual(before);
    expect(before).toHaveLength(1);
    await call(second, 'DELETE', '/sandbox/v1/counters');
    await second.close();
    const third = await open({ state });
    expect((await changes(third)).customhrm.changes).toEqual([]);
    await third.close();
    rmSync(folder, { recursive: true });
  });
});

test('requests too many for their second are told with their time', async () => {
  await call(sandbox, 'DELETE', '/sandbox/v1/counters');
  await Promise.all(Array.from({ length: 13 }, () => product.go('GET', '/Employees/1')));
  const { powerofficego } = (await call(sandbox, 'GET', '/sandbox/v1/counters')).body as Record<string, Row>;
  expect(powerofficego!['overLimit']).toHaveLength(Number(powerofficego!['maxPerSecond']) - 10);
});
