import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kafkaBus } from '@samsvar/bus';
import { deadTopicOf, type TopicId, topics } from '@samsvar/contracts';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getJson, putJson } from '../http.js';
import { exportedMetrics } from '../monitoring/metrics-in-code.js';
import { credentialsOf } from '../sandbox-keys.js';
import { productRows } from '../services.js';
import { partsOf } from '../stack/left-behind.js';
import { loadedIn, sayingWhatIsLoaded } from './loaded.js';
import { agreement, type Office, openOffice, recordsOf } from './office.js';
import { agreeingPairs, type Pair } from './pairs.js';
import { People } from './people.js';
import { pathOf } from './rows.js';
import { everythingIn, type StoredMessage } from './topic-reader.js';

let office: Office;
let people: People;
let edited: Pair;
const within = { withinMs: 60_000, everyMs: 500 };

/** Words that are nowhere but in what we plant: in every way a value can go, to be found wherever it comes out. */
const canary = (about: string) => `Kanarifugl ${about}`;
const planted = ['navn', 'etternavn', 'stilling', 'hrmfornavn', 'hrmstilling', 'ulest', 'feilform'].map(canary);
const mail = 'kanarifugl.epost@eksempel.no';

const faults = (rates: Readonly<Record<string, number>>) =>
  putJson(`${office.stack.sandboxUrl}/sandbox/v1/faults`, rates);

async function plantIn([first, second, third]: readonly Pair[]): Promise<void> {
  const [firstName, lastName, jobTitle, hrmName, hrmTitle] = planted;
  await people.goSetAll(pathOf(first!.go), { FirstName: firstName, LastName: lastName });
  await people.goSet(pathOf(second!.go), 'EmailAddress', mail);
  await people.goSet(pathOf(second!.go), 'JobTitle', jobTitle);
  await people.hrmSet(pathOf(third!.hrm), { firstName: hrmName, jobTitle: hrmTitle });
  await eventually(async () => {
    expect((await people.hrmRow(pathOf(first!.hrm)))['lastName']).toBe(lastName);
    expect((await people.hrmRow(pathOf(second!.hrm)))['email']).toBe(mail);
    expect((await people.hrmRow(pathOf(second!.hrm)))['jobTitle']).toBe(jobTitle);
    expect((await people.goRow(pathOf(third!.go)))['FirstName']).toBe(hrmName);
  }, within);
}

/** What is no message, and what is one that nobody can handle: both go to a dead topic, and into what is said of it. */
async function plantInMessages(): Promise<void> {
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const bus = await kafkaBus({ brokers: office.stack.servers.brokers.split(','), clientId: 'spec', log });
  const about = { id: 'x', type: 'RecordSeen', source: 'spec', subject: 'x' };
  const data = { ref: { tenant: canary('ulest'), system: canary('feilform') }, values: { lastName: canary('ulest') } };
  const broken = { topic: 'records.canonical' as const, key: 'default', message: { ...about, data } };
  await bus.publish([broken, { ...broken, text: `{"name":"${canary('feilform')}"` }]);
  await bus.close();
}

beforeAll(async () => {
  const { SAMSVAR_CACHE, HOME } = process.env;
  const env = { SAMSVAR_CACHE, HOME, LOG_LEVEL: 'debug' };
  office = await openOffice({ records: 200, tenants: ['default'], env }, sayingWhatIsLoaded);
  await office.stack.startProduct();
  expect((await agreement(office, 200_000)).agreed).toBe(true);
  people = await People.of(office.stack.sandboxUrl);
  const pairs = (await agreeingPairs(office)).filter(({ go }) => go.category === 'EMPLOYEE');
  edited = pairs[0]!;
  await faults({
    'error-500': 0.1,
    'lost-answer': 0.1,
    html: 0.1,
    truncated: 0.1,
    misfit: 0.02,
    'duplicate-keys': 0.1,
  });
  setTimeout(() => void faults({}), 15_000);
  await plantIn(pairs);
  await plantInMessages();
}, 400_000);
afterAll(() => office.close(), 60_000);

const metricsOf = async (name: string) =>
  (await fetch(`http://127.0.0.1:${office.settings.ports[name]}/metrics`)).text();
const allMetrics = async () =>
  Object.fromEntries(await Promise.all(productRows.map(async ({ name }) => [name, await metricsOf(name)] as const)));
const storedIn = (...ids: readonly TopicId[]): Promise<readonly StoredMessage[]> =>
  everythingIn(
    office.stack.servers.brokers,
    ids.map((id) => topics[id].name),
  );

/** What all services have logged. */
function serviceLogs(): string {
  const { logs } = partsOf(office.folder);
  const files = readdirSync(logs).filter((name) => productRows.some((row) => name === `${row.name}.log`));
  expect(files).toHaveLength(productRows.length);
  return files.map((name) => readFileSync(join(logs, name), 'utf8')).join('\n');
}

describe('what is measured of a running system', () => {
  test('is every metric that dashboards and alerts may name', async () => {
    const text = Object.values(await allMetrics()).join('\n');
    const told = new Set([...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!));
    const stems = [...(await exportedMetrics()).keys()].map((name) => name.replace(/_(bucket|sum)$/, ''));
    const missing = stems.filter((name) => !told.has(name) && !told.has(name.replace(/_count$/, '')));
    expect(missing).toEqual([]);
  });

  test('has heartbeats at every stage, of both systems', async () => {
    const stages = ['told', 'mapped', 'decided', 'asked', 'returned'];
    await eventually(async () => {
      const text = Object.values(await allMetrics()).join('\n');
      for (const stage of stages)
        for (const system of ['powerofficego', 'customhrm']) {
          const shown = new RegExp(
            `^samsvar_heartbeat_timestamp_seconds\\{stage="${stage}",system="${system}".* (\\S+)$`,
            'm',
          );
          expect(Date.now() / 1_000 - Number(shown.exec(text)?.[1]), `${stage} ${system}`).toBeLessThan(120);
        }
    }, within);
  });

  test('has the time to agreement of what people edited, and what lies dead', async () => {
    const counted = /^samsvar_propagation_seconds_count\{.*flow="employees-employee",change="edit"\} (\S+)$/m;
    await eventually(
      async () => expect(Number(counted.exec(await metricsOf('link-consumer'))?.[1])).toBeGreaterThan(2),
      within,
    );
    const dead = /^samsvar_dead_letters_open\{topic="records.canonical".*\} (\S+)$/m;
    await eventually(async () => expect(Number(dead.exec(await metricsOf('link-consumer'))?.[1])).toBe(2), within);
  });
});

test('an edit is in one trace from the poll that saw it to the answer of the write', async () => {
  const said = (stored: readonly StoredMessage[], wanted: (data: Record<string, unknown>) => boolean) =>
    stored.filter(({ value }) => wanted((JSON.parse(value) as { data: Record<string, unknown> }).data));
  const seen = said(await storedIn('records.native.powerofficego'), ({ values }) =>
    JSON.stringify(values ?? '').includes(canary('etternavn')),
  );
  expect(seen.length).toBeGreaterThan(0);
  const traces = new Set(seen.map(({ headers }) => headers['traceparent']));
  const asked = said(
    await storedIn('commands.native.customhrm', 'commands.native.customhrm.bulk'),
    ({ ref, values }) =>
      (ref as { id?: string } | undefined)?.id === edited.hrm.ref.id &&
      JSON.stringify(values ?? '').includes(canary('etternavn')),
  );
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.some(({ headers }) => traces.has(headers['traceparent']))).toBe(true);
  const trace = asked.find(({ headers }) => traces.has(headers['traceparent']))!.headers['traceparent'];
  const answers = await storedIn('records.native.customhrm', 'records.canonical', 'links');
  expect(new Set(answers.filter(({ headers }) => headers['traceparent'] === trace).map(({ topic }) => topic))).toEqual(
    new Set([topics['records.native.customhrm'].name, topics['records.canonical'].name, topics.links.name]),
  );
});

test('where nobody collects spans no trace is marked as recorded, and OpenTelemetry’s SDK is not even loaded', async () => {
  const stored = await storedIn('records.native.powerofficego', 'commands.native.customhrm', 'links');
  const traces = stored.flatMap(({ headers }) => headers['traceparent'] ?? []);
  expect(traces.length).toBeGreaterThan(10);
  expect(traces.filter((traceparent) => !traceparent.endsWith('-00'))).toEqual([]);
  // What is there is the API that prom-client asks for; traces.e2e.spec.ts finds the SDK by the same means.
  expect(loadedIn(serviceLogs())).toEqual(new Set(['api']));
});

describe('values, planted as canaries in both systems and in messages', () => {
  /** Everything personal that is told apart from ids and words of our own. */
  async function canaries(): Promise<readonly string[]> {
    const records = [...(await recordsOf(office, 'powerofficego')), ...(await recordsOf(office, 'customhrm'))];
    const personal = ['email', 'phone', 'lastName', 'jobTitle', 'address.line1', 'name', 'dateOfBirth'];
    const values = records.flatMap(({ values: all }) => personal.map((field) => all[field]));
    const texts = values.filter((value): value is string => typeof value === 'string' && value.length >= 8);
    return [...new Set([...planted, mail, ...texts])];
  }
  const foundIn = (all: readonly string[], text: string) => all.filter((value) => text.includes(value));

  test('are in no log of any service, at its most talkative, and neither are keys (Inv 10)', async () => {
    const text = serviceLogs();
    expect(text).toContain('"level":"debug"');
    expect(text).toContain('a message went to the dead topic');
    const all = await canaries();
    expect(all.length).toBeGreaterThan(200);
    expect(foundIn(all, text)).toEqual([]);
    const { powerofficego, customhrm } = await credentialsOf(office.stack.sandboxUrl, 'default');
    const secrets = [
      powerofficego.applicationKey,
      powerofficego.clientKey,
      powerofficego.subscriptionKey,
      customhrm.clientSecret,
    ];
    expect(foundIn(secrets, text)).toEqual([]);
  });

  test('are in no metric, on no topic that others read, in no header, and not in the live events', async () => {
    const all = await canaries();
    expect(foundIn(all, Object.values(await allMetrics()).join('\n'))).toEqual([]);
    const open = await storedIn('links', 'operator');
    expect(open.length).toBeGreaterThan(100);
    expect(foundIn(all, open.map(({ value }) => value).join('\n'))).toEqual([]);
    const names = Object.values(topics).flatMap(({ name }) => [name, deadTopicOf(name)]);
    const headers = (await everythingIn(office.stack.servers.brokers, names)).map((one) => JSON.stringify(one.headers));
    expect(headers.filter((one) => one.includes('samsvar.dead.reason'))).toHaveLength(2);
    expect(foundIn(all, headers.join('\n'))).toEqual([]);
    const events = await getJson(`${office.stack.linkUrl}/api/v1/events?tenant=default&limit=500`);
    expect(foundIn(all, JSON.stringify(events))).toEqual([]);
  });

  test('are where they belong: the search for them would find them', async () => {
    const native = await storedIn('records.native.powerofficego', 'records.native.customhrm');
    const text = native.map(({ value }) => value).join('\n');
    for (const value of [canary('etternavn'), canary('stilling'), mail, canary('hrmfornavn')])
      expect(text).toContain(value);
  });
});
