import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getJson } from '../http.js';
import { agreement, historyOf, type Office, openOffice } from './office.js';
import { agreeingPairs, type Pair } from './pairs.js';
import { People } from './people.js';
import { pathOf } from './rows.js';

const owners = { phone: 'ask', email: 'customhrm', jobTitle: 'latest', name: 'powerofficego' };
const choices = { default: { flows: { 'employees-employee': { owners } }, skewSeconds: 1 } };
const within = { withinMs: 40_000, everyMs: 300 };

let office: Office;
let people: People;
let pairs: Pair[];
beforeAll(async () => {
  office = await openOffice({ records: 120, tenants: ['default'], unguarded: true, choices });
  await office.stack.startProduct();
  expect((await agreement(office, 120_000)).agreed).toBe(true);
  people = await People.of(office.stack.sandboxUrl);
  pairs = [...(await agreeingPairs(office, 'employees-employee'))];
}, 300_000);
afterAll(() => office.close(), 60_000);

const takePair = (): Pair => pairs.pop()!;
const ask = <T>(path: string): Promise<T> => getJson<T>(`${office.stack.linkUrl}/api/v1/${path}`);

async function decide(key: string, decision: object) {
  const answer = await fetch(`${office.stack.linkUrl}/api/v1/decisions?tenant=default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ who: 'kari', why: 'asked them both', decision }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** Both sides are edited before either connector hears of it. */
async function bothEdited(first: () => Promise<void>, second: () => Promise<void>, apartMs = 0): Promise<void> {
  const all = office.stack.supervisor.pids();
  const pids = ['powerofficego-connector', 'customhrm-connector'].map((name) => all[name]!);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    await first();
    await pause(apartMs);
    await second();
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}

async function bothHold({ go, hrm }: Pair, [goName, hrmName]: readonly [string, string], value: unknown) {
  try {
    await eventually(async () => {
      const held = [(await people.goRow(pathOf(go)))[goName], (await people.hrmRow(pathOf(hrm)))[hrmName]];
      expect(held).toEqual([value, value]);
    }, within);
  } catch (error) {
    throw new Error(`${String(error)}\n${await historyOf(office, go)}`, { cause: error });
  }
}

const stateOf = async ({ go }: Pair) =>
  ask<{ state: string; reasons: { field: string; words: string }[] }>(
    `records/${go.ref.system}/${go.ref.resource}/${go.ref.id}?tenant=default`,
  );

interface Kept {
  readonly unit: string;
  readonly version: number;
  readonly restorable: boolean;
}
const keptOf = async ({ go }: Pair, unit: string): Promise<readonly Kept[]> =>
  (await ask<{ kept: Kept[] }>(`links/${go.linkId}?tenant=default`)).kept.filter((one) => one.unit === unit);

describe('an edit of both sides at once', () => {
  test('of a field that asks waits for a person, and both sides hold what they decide', async () => {
    const pair = takePair();
    const before = (await people.goRow(pathOf(pair.go)))['PhoneNumber'];
    await bothEdited(
      () => people.goSet(pathOf(pair.go), 'PhoneNumber', '+47 40 00 00 01'),
      () => people.hrmSet(pathOf(pair.hrm), { phone: '+47 40 00 00 02' }),
    );
    await eventually(async () => expect((await stateOf(pair)).state).toBe('conflicts'), within);
    expect((await stateOf(pair)).reasons[0]!.words).toContain('settleConflict');
    const { items } = await ask<{ items: { link: string; version: number; sides: { values: object }[] }[] }>(
      'conflicts?tenant=default&unit=phone',
    );
    const found = items.find(({ link }) => link === pair.go.linkId)!;
    expect(found.sides.map(({ values }) => values)).toEqual([
      { phone: '+47 40 00 00 01' },
      { phone: '+47 40 00 00 02' },
    ]);
    expect(before).not.toBe('+47 40 00 00 01');
    const decision = { type: 'settleConflict', link: found.link, unit: 'phone', winner: 'customhrm' };
    const settled = await decide('phone-1', { ...decision, version: found.version });
    expect(settled.status).toBe(200);
    expect(await decide('phone-1', { ...decision, version: found.version })).toEqual(settled);
    await bothHold(pair, ['PhoneNumber', 'phone'], '+47 40 00 00 02');
  }, 120_000);

  test('of a field the HRM owns is won by the HRM, and what lost can be restored', async () => {
    const pair = takePair();
    await bothEdited(
      () => people.goSet(pathOf(pair.go), 'EmailAddress', 'fra.go@example.no'),
      () => people.hrmSet(pathOf(pair.hrm), { email: 'fra.hrm@example.no' }),
    );
    await bothHold(pair, ['EmailAddress', 'email'], 'fra.hrm@example.no');
    const lost = (await keptOf(pair, 'email')).find(({ restorable }) => restorable)!;
    const restore = { type: 'restore', link: pair.go.linkId, unit: 'email', version: lost.version };
    expect((await decide('email-1', restore)).status).toBe(200);
    await bothHold(pair, ['EmailAddress', 'email'], 'fra.go@example.no');
  }, 120_000);

  test('is won by the later one where the latest wins, whichever side that is', async () => {
    const [one, other] = [takePair(), takePair()];
    await bothEdited(
      () => people.goSet(pathOf(one.go), 'JobTitle', 'Tidlig'),
      () => people.hrmSet(pathOf(one.hrm), { jobTitle: 'Sen' }),
      3_000,
    );
    await bothHold(one, ['JobTitle', 'jobTitle'], 'Sen');
    await bothEdited(
      () => people.hrmSet(pathOf(other.hrm), { jobTitle: 'Tidlig' }),
      () => people.goSet(pathOf(other.go), 'JobTitle', 'Sen'),
      3_000,
    );
    await bothHold(other, ['JobTitle', 'jobTitle'], 'Sen');
  }, 120_000);
});

describe('what a system refuses', () => {
  test('is set aside in its words while the rest flows, and goes through once it is mended and tried again', async () => {
    const pair = takePair();
    const balance = (openBalance: boolean) =>
      fetch(`${office.stack.sandboxUrl}/sandbox/v1/contacts/${pair.go.ref.id}?tenant=default`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ openBalance }),
      });
    expect((await balance(true)).status).toBeLessThan(300);
    await people.hrmSet(pathOf(pair.hrm), { active: false });
    await eventually(async () => expect((await stateOf(pair)).state).toBe('parked'), within);
    expect((await stateOf(pair)).reasons[0]!.words).toContain('ledger balances');
    await people.hrmSet(pathOf(pair.hrm), { firstName: 'Imens' });
    await eventually(async () => expect((await people.goRow(pathOf(pair.go)))['FirstName']).toBe('Imens'), within);
    await balance(false);
    const release = { type: 'release', link: pair.go.linkId };
    expect((await decide('active-1', release)).status).toBe(200);
    await eventually(async () => expect((await people.goRow(pathOf(pair.go)))['IsArchived']).toBe(true), within);
    await eventually(async () => expect((await stateOf(pair)).state).toBe('agree'), within);
    expect((await decide('active-2', release)).status).toBe(409);
  }, 120_000);
});
