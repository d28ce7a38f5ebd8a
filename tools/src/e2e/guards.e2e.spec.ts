import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getJson } from '../http.js';
import { countersOf } from '../start/first-poll.js';
import { agreement, type Office, openOffice, recordsOf } from './office.js';
import { agreeingPairs, type Pair } from './pairs.js';
import { People } from './people.js';
import { pathOf } from './rows.js';

const choices = {
  default: { guards: { clear: { absolute: 3, percent: 1 } } },
  second: { firstContact: 'review' },
};
const within = { withinMs: 60_000, everyMs: 300 };

let office: Office;
let people: People;
let others: People;
let before: unknown;

beforeAll(async () => {
  office = await openOffice({ records: 200, choices });
  people = await People.of(office.stack.sandboxUrl);
  others = await People.of(office.stack.sandboxUrl, 'second');
  before = await hrmOf(others);
  await office.stack.startProduct();
  expect((await agreement(office, 120_000)).agreed).toBe(true);
}, 300_000);
afterAll(() => office.close(), 60_000);

const hrmOf = async (who: People) => [await who.hrmList('departments'), await who.hrmList('employees')];
const ask = <T>(path: string): Promise<T> => getJson<T>(`${office.stack.linkUrl}/api/v1/${path}`);

let keys = 0;
async function decide(tenant: string, decision: object): Promise<void> {
  const answer = await fetch(`${office.stack.linkUrl}/api/v1/decisions?tenant=${tenant}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `e2e-${++keys}` },
    body: JSON.stringify({ who: 'kari', why: 'looked at it', decision }),
  });
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
}

/** Active records with a phone number and their counterparts, of the flow that has most of them. */
async function pairsWithPhone(): Promise<readonly Pair[]> {
  const pairs = (await agreeingPairs(office)).filter(({ go }) => go.values['phone']);
  const flows = [...Map.groupBy(pairs, ({ go }) => go.category).values()];
  return flows.sort((a, b) => b.length - a.length)[0]!;
}

/** Resolves between two polls of PowerOffice Go: a request has just been answered, and no other came for a while. */
async function betweenPolls(): Promise<void> {
  const asked = async () => {
    const { requests } = (await countersOf(office.stack.sandboxUrl)).powerofficego;
    return requests.reduce((sum, { count }) => sum + count, 0);
  };
  const before = await asked();
  await eventually(async () => expect(await asked()).toBeGreaterThan(before), within);
  for (let known = -1, now = await asked(); now !== known; now = await asked()) {
    known = now;
    await pause(300);
  }
}

/** People edit while the connector sleeps, and had not begun to list: one poll brings all of it. */
async function inOnePoll(edit: () => Promise<void>): Promise<void> {
  const pid = office.stack.supervisor.pids()['powerofficego-connector']!;
  await betweenPolls();
  process.kill(pid, 'SIGSTOP');
  try {
    await edit();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

const phonesOf = (pairs: readonly Pair[]) =>
  Promise.all(pairs.map(async ({ hrm }) => (await people.hrmRow(pathOf(hrm)))['phone'] ?? null));

interface Holds {
  readonly items: readonly { readonly id: string; readonly class: string; readonly count: number }[];
}
const heldAs = (count: number) =>
  eventually(async () => {
    const { items } = await ask<Holds>('holds?tenant=default');
    expect(items).toMatchObject([{ class: 'clear', count }]);
    return items[0]!.id;
  }, within);

describe('a mass clear in PowerOffice Go', () => {
  let mass: readonly Pair[];
  let edited: Pair;
  beforeAll(async () => {
    const pairs = await pairsWithPhone();
    expect(pairs.length).toBeGreaterThanOrEqual(13);
    mass = pairs.slice(0, 12);
    edited = pairs[12]!;
  });
  const clear = (pairs: readonly Pair[]) => async () => {
    for (const { go } of pairs) await people.goSet(pathOf(go), 'PhoneNumber', null);
  };

  test(
    'is held before its first write, while the edit of another record flows (Inv 21)',
    { timeout: 90_000 },
    async () => {
      const phones = await phonesOf(mass);
      await inOnePoll(async () => {
        await clear(mass.slice(0, 6))();
        await people.goSet(pathOf(edited.go), 'PhoneNumber', '+47 91 23 45 67');
      });
      await eventually(async () => expect(await phonesOf([edited])).toEqual(['+47 91 23 45 67']), within);
      await heldAs(6);
      expect(await phonesOf(mass)).toEqual(phones);
      expect(await ask('status?tenant=default')).toMatchObject({ holds: 1 });
    },
  );

  test('goes out when a person approves it', { timeout: 90_000 }, async () => {
    await decide('default', { type: 'approveHold', hold: await heldAs(6) });
    await eventually(async () => {
      expect(await phonesOf(mass.slice(0, 6))).toEqual([null, null, null, null, null, null]);
    }, within);
    expect(await ask('holds?tenant=default')).toEqual({ items: [] });
  });

  test('stays as it is on both sides when a person rejects it', { timeout: 90_000 }, async () => {
    const rest = mass.slice(6);
    const phones = await phonesOf(rest);
    await inOnePoll(clear(rest));
    await decide('default', { type: 'rejectHold', hold: await heldAs(6) });
    await eventually(async () => {
      const parked = await recordsOf(office, 'powerofficego', '&state=parked');
      const ids = parked.map(({ ref }) => ref.id);
      expect(rest.filter(({ go }) => !ids.includes(go.ref.id))).toEqual([]);
    }, within);
    expect(await phonesOf(rest)).toEqual(phones);
    expect((await people.goRow(pathOf(rest[0]!.go)))['PhoneNumber'] ?? null).toBeNull();
  });
});

interface Plan {
  readonly asOf: string;
  readonly complete: boolean;
  readonly items: readonly { readonly planned: string; readonly record: string; readonly writes: readonly unknown[] }[];
}
const plan = () => ask<Plan>('plan?tenant=second&limit=500');

describe('a tenant in `review`', () => {
  test('has its plan shown, with every field, and nothing written', { timeout: 90_000 }, async () => {
    await eventually(async () => expect(await plan()).toMatchObject({ complete: true }), within);
    const { items } = await plan();
    expect(items.length).toBeGreaterThan(20);
    const writing = items.filter(({ planned }) => planned === 'create' || planned === 'update');
    expect(writing.filter(({ writes }) => writes.length === 0)).toEqual([]);
    expect(await hrmOf(others)).toEqual(before);
  });

  test('has exactly what was approved sent, flow by flow', { timeout: 150_000 }, async () => {
    const employees = await others.hrmList('employees');
    const { asOf, items } = await plan();
    const created = items.filter(({ planned, record }) => planned === 'create' && record.includes('/departments/'));
    const departments = (await others.hrmList('departments')).length;
    await decide('second', { type: 'approvePlan', asOf, flows: ['departments-department'] });
    await eventually(async () => {
      expect((await others.hrmList('departments')).length).toBe(departments + created.length);
    }, within);
    expect(await others.hrmList('employees')).toEqual(employees);
    // Who works in a department that was just born is planned again once its birth is answered.
    expect((await agreement(office, 90_000, 'second')).agreed).toBe(true);
    await eventually(async () => expect(await plan()).toMatchObject({ complete: true }), within);
    await decide('second', { type: 'approvePlan', asOf: (await plan()).asOf });
    expect((await agreement(office, 90_000, 'second')).agreed).toBe(true);
    await eventually(async () => {
      const left = (await plan()).items.filter(({ planned }) => planned === 'create' || planned === 'update');
      expect(left).toEqual([]);
    }, within);
  });
});
