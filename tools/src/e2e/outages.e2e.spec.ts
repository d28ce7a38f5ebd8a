import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { productRows } from '../services.js';
import { countersOf } from '../start/first-poll.js';
import { look } from '../start/agreement.js';
import { healthOf } from './health.js';
import { agreement, historyOf, type Office, openOffice } from './office.js';
import { hrmCount, madeTwice } from './once.js';
import { type Pair, Pairs } from './pairs.js';
import { People } from './people.js';
import { pathOf } from './rows.js';

/** A server that everything stands on, who cannot work without it, and the word by which they name it. */
const outages = {
  kafka: { word: 'Kafka', needed: ['powerofficego-connector', 'customhrm-connector', 'mapping', 'link-consumer'] },
  postgres: { word: 'Postgres', needed: ['powerofficego-connector', 'customhrm-connector', 'link-consumer', 'link'] },
} as const;
type Server = keyof typeof outages;

/** Longer than a connector holds what it has in hand (fifteen seconds), and as short as services take to notice. */
const long = 20_000;
const short = 12_000;
/** Whoever waits backs off; what was waited for is met again within this. */
const soonAfter = { withinMs: 60_000, everyMs: 500 };
const names = productRows.map(({ name }) => name);

let office: Office;
let people: People;
let before = 0;

beforeAll(async () => {
  office = await openOffice({ records: 600, tenants: ['default'] });
  people = await People.of(office.stack.sandboxUrl);
  before = await hrmCount(people);
  await office.stack.startProduct();
}, 240_000);
afterAll(() => office.close(), 60_000);

/** Nobody else in this file edits them. */
const pairs = new Pairs(() => office);

/**
 * Takes a server away, has people edit both sides meanwhile, asks every service how it is, and waits until both edits
 * have arrived and everyone is well again by itself.
 */
async function goesWithout(server: Server, awayMs: number): Promise<void> {
  const [one, other] = (await pairs.take(2, 'EMPLOYEE')) as [Pair, Pair];
  const pids = office.stack.supervisor.pids();
  const back = office.stack.servers.away(server, pause(awayMs));
  await pause(1_000);
  await people.goSet(pathOf(one.go), 'JobTitle', `Uten ${server}`);
  await people.hrmSet(pathOf(other.hrm), { jobTitle: `Uten ${server}` });
  await pause(awayMs - 4_000);
  await everybodySays(server);
  await back;
  const arrived = async () => {
    expect((await people.hrmRow(pathOf(one.hrm)))['jobTitle']).toBe(`Uten ${server}`);
    expect((await people.goRow(pathOf(other.go)))['JobTitle']).toBe(`Uten ${server}`);
  };
  await eventually(arrived, soonAfter).catch(async (error: unknown) => {
    throw new Error(`${String(error)}\n${await historyOf(office, one.go)}\n${await historyOf(office, other.go)}`);
  });
  await eventually(async () => expect(await ready(names)).toEqual(names.map((name) => [name, 200, ''])), soonAfter);
  expect(office.stack.supervisor.pids(), 'nobody had to be started again').toEqual(pids);
}

async function everybodySays(server: Server): Promise<void> {
  const { word, needed } = outages[server];
  const live = await Promise.all(names.map(async (name) => [name, (await healthOf(office, name, 'live')).status]));
  expect(live).toEqual(names.map((name) => [name, 200]));
  const words: unknown = expect.stringContaining(word);
  expect(await ready(needed)).toEqual(needed.map((name) => [name, 503, words]));
}

const ready = (asked: readonly string[]) =>
  Promise.all(
    asked.map(async (name) => {
      const { status, words } = await healthOf(office, name, 'ready');
      return [name, status, words] as const;
    }),
  );

async function allAgree(): Promise<void> {
  const { agreed, flows } = await agreement(office, 120_000);
  expect(flows.map(({ id, differ }) => [id, differ])).toEqual(flows.map(({ id }) => [id, 0]));
  expect(agreed).toBe(true);
  expect(await madeTwice(office, people, before)).toEqual([]);
}

const differing = async () =>
  (await look(office.stack.linkUrl, 'default')).flows.reduce((sum, { differ }) => sum + differ, 0);

describe('a first load', () => {
  test('waits while Kafka is away, then while Postgres is, resumes by itself and loses nothing', async () => {
    await eventually(
      async () => {
        const { requests } = (await countersOf(office.stack.sandboxUrl)).customhrm;
        const births = requests.filter(({ method, path }) => method === 'POST' && path === '/v1/employees');
        expect(births.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(20);
      },
      { withinMs: 60_000, everyMs: 100 },
    );
    expect(await differing(), 'the load is under way').toBeGreaterThan(0);
    await goesWithout('kafka', long);
    await goesWithout('postgres', long);
    await allAgree();
  }, 240_000);
});

describe('two systems in agreement', () => {
  beforeAll(allAgree, 180_000);
  test.each(['kafka', 'postgres'] as const)(
    'agree again after %s was away, edits of both sides included',
    async (server) => {
      await goesWithout(server, short);
      await allAgree();
    },
    180_000,
  );
});
