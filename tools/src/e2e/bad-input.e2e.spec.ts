import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { deadTopicOf, type Refusal, wireType } from '@samsvar/contracts';
import { eventually } from '@samsvar/testing';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { productEnvironment } from '../environments.js';
import { getJson, putJson } from '../http.js';
import { sandboxVariables } from '../sandbox-keys.js';
import { productRows, scriptOf } from '../services.js';
import { type Child, run } from '../stack/child.js';
import { nodeOfRepository } from '../stack/folders.js';
import { look } from '../start/agreement.js';
import { countersOf } from '../start/first-poll.js';
import { healthOf } from './health.js';
import { agreement, type Office, openOffice, recordsOf, type Shown } from './office.js';
import { type Pair, Pairs } from './pairs.js';
import { People } from './people.js';
import { pathOf } from './rows.js';

const connectors = ['powerofficego-connector', 'customhrm-connector'] as const;
const within = { withinMs: 25_000, everyMs: 250 };

let office: Office;
let people: People;

beforeAll(async () => {
  office = await openOffice({ records: 200, tenants: ['default'], overlapSeconds: 1 });
  people = await People.of(office.stack.sandboxUrl);
  await office.stack.startProduct(['mapping', 'link-consumer', 'link']);
}, 240_000);
afterAll(() => office.close(), 60_000);

const faults = (rates: Readonly<Record<string, number>>) =>
  putJson(`${office.stack.sandboxUrl}/sandbox/v1/faults`, rates);

/** A record with its reasons. */
type Explained = Shown & { readonly reasons: readonly Refusal[] };
const explained = ({ ref }: Shown) =>
  getJson<Explained>(`${office.stack.linkUrl}/api/v1/records/${ref.system}/${ref.resource}/${ref.id}?tenant=default`);

describe('a connector with a wrong key', () => {
  const children: Child[] = [];
  afterAll(() => Promise.all(children.map((child) => child.stop(5_000))));

  /** Starts a connector that is told something wrong, beside nothing of its kind. */
  async function startWrongly(name: (typeof connectors)[number], wrong: Readonly<Record<string, string>>) {
    const row = productRows.find((candidate) => candidate.name === name)!;
    const { settings, folder, stack } = office;
    const keys = await sandboxVariables(stack.sandboxUrl);
    const child = run({
      file: nodeOfRepository,
      args: [scriptOf(row, 'main')],
      env: { ...process.env, ...keys, ...productEnvironment(settings, stack.servers, row), ...wrong },
      logFile: join(folder, 'logs', `${name}-wrong.log`),
    });
    children.push(child);
    return child;
  }

  test.each([
    ['powerofficego-connector', 'SANDBOX_DEFAULT_CLIENT_KEY', 'powerofficego.applicationKey and clientKey'],
    ['powerofficego-connector', 'SANDBOX_DEFAULT_SUBSCRIPTION_KEY', 'powerofficego.subscriptionKey'],
    ['customhrm-connector', 'SANDBOX_DEFAULT_CLIENT_SECRET', 'customhrm.clientId and clientSecret'],
  ] as const)('%s (%s) says which, stays alive and not ready, and does not hammer', async (name, variable, words) => {
    const child = await startWrongly(name, { [variable]: 'wrong' });
    await eventually(
      async () => {
        const said = await healthOf(office, name, 'ready');
        expect([said.status, said.words]).toEqual([503, expect.stringContaining(`check ${words} in samsvar.yaml`)]);
      },
      { withinMs: 30_000, everyMs: 250 },
    );
    await fetch(`${office.stack.sandboxUrl}/sandbox/v1/counters`, { method: 'DELETE' });
    await pause(5_000);
    const { powerofficego, customhrm } = await countersOf(office.stack.sandboxUrl);
    const count = [...powerofficego.requests, ...customhrm.requests].reduce((sum, one) => sum + one.count, 0);
    expect(count).toBeLessThanOrEqual(2);
    expect((await healthOf(office, name, 'live')).status).toBe(200);
    expect((await child.stop(5_000)).code).toBe(0);
  });
});

describe('answers that do not fit their schema', () => {
  const parked = async (system: string) => {
    const all = (await recordsOf(office, system, '&state=parked')) as readonly Explained[];
    return all.filter(({ reasons }) => reasons.some(({ code }) => code === 'schema'));
  };

  test('park their records with the field, in a first load; nothing is made of them, and the rest flows', async () => {
    await faults({ misfit: 0.1 });
    await office.stack.startProduct([...connectors]);
    expect((await agreement(office, 30_000)).agreed, 'at once, although the keys were wrong before').toBe(true);
    const { flows } = await look(office.stack.linkUrl, 'default');
    expect(flows.every(({ agree, records }) => agree > records / 2)).toBe(true);
    const misfits = await parked('powerofficego');
    for (const { reasons } of misfits) {
      expect(reasons).toContainEqual({ field: 'active', code: 'schema', words: expect.any(String) as string });
    }
    const unread = misfits.filter(({ reasons }) => reasons.some(({ words }) => words.startsWith('PowerOffice Go')));
    const links = new Set(unread.map(({ linkId }) => linkId));
    expect(links.size).toBeGreaterThan(5);
    const all = [...(await people.hrmList('employees')), ...(await people.hrmList('departments'))];
    const born = new Set(all.filter(({ externalId }) => externalId !== null).map(({ id }) => id));
    const bornOfMisfits = (await recordsOf(office, 'customhrm')).filter(
      ({ linkId, ref }) => linkId !== null && links.has(linkId) && born.has(ref.id),
    );
    expect(bornOfMisfits).toEqual([]);
  });

  test('are heard again once they fit, however long ago they were listed', async () => {
    await pause(3_000);
    await faults({});
    await eventually(async () => {
      expect(await parked('powerofficego')).toEqual([]);
      expect(await parked('customhrm')).toEqual([]);
    }, within);
    expect((await agreement(office, 60_000)).agreed).toBe(true);
  });
});

/** Each is given away once. */
const pairs = new Pairs(() => office);
const takePair = async (category: string): Promise<Pair> => (await pairs.take(1, category))[0]!;

describe('a value the other side refuses', () => {
  test('of PowerOffice Go is parked in the words of the HRM; the rest of the record flows; mended, it agrees', async () => {
    const { go, hrm } = await takePair('EMPLOYEE');
    await people.goSet(pathOf(go), 'EmailAddress', 'snekker@eksempel');
    await eventually(async () => {
      const words = 'email must be an e-mail address.';
      expect(await explained(go)).toMatchObject({
        state: 'parked',
        reasons: [{ field: 'email', code: 'invalid-email', words }],
      });
    }, within);
    await people.goSet(pathOf(go), 'JobTitle', 'Tømrer');
    await people.hrmSet(pathOf(hrm), { phone: '41 23 45 67' });
    await eventually(async () => {
      expect(await people.hrmRow(pathOf(hrm))).toMatchObject({ jobTitle: 'Tømrer' });
      expect(await people.goRow(pathOf(go))).toMatchObject({ PhoneNumber: '41 23 45 67' });
    }, within);
    expect((await explained(go)).state).toBe('parked');
    await people.goSet(pathOf(go), 'EmailAddress', 'snekker@eksempel.no');
    await eventually(async () => {
      expect(await people.hrmRow(pathOf(hrm))).toMatchObject({ email: 'snekker@eksempel.no' });
      expect(await explained(go)).toMatchObject({ state: 'agree', reasons: [] });
    }, within);
  });

  test('of the HRM is parked in the words of PowerOffice Go; the rest of the record flows; mended, it agrees', async () => {
    const { go, hrm } = await takePair('CUSTOMER_PERSON');
    const balance = (openBalance: boolean) =>
      putJson(`${office.stack.sandboxUrl}/sandbox/v1/contacts/${go.ref.id}?tenant=default`, { openBalance });
    await balance(true);
    await people.hrmSet(pathOf(hrm), { active: false });
    await eventually(async () => {
      const words: unknown = expect.stringContaining('cannot be archived because it has open ledger balances');
      expect(await explained(go)).toMatchObject({
        state: 'parked',
        reasons: [{ field: 'active', code: 'refused', words }],
      });
    }, within);
    await people.hrmSet(pathOf(hrm), { firstName: 'Åshild' });
    await people.goSet(pathOf(go), 'PhoneNumber', '92 34 56 78');
    await eventually(async () => {
      expect(await people.goRow(pathOf(go))).toMatchObject({ FirstName: 'Åshild', IsArchived: false });
      expect(await people.hrmRow(pathOf(hrm))).toMatchObject({ phone: '92 34 56 78' });
    }, within);
    expect((await explained(go)).state).toBe('parked');
    await people.hrmSet(pathOf(hrm), { active: true });
    await eventually(async () => expect(await explained(go)).toMatchObject({ state: 'agree', reasons: [] }), within);
    await balance(false);
  });

  test('holds up nobody else', async () => {
    expect((await agreement(office, 30_000)).agreed).toBe(true);
  });
});

describe('what is no message', () => {
  const topic = 'samsvar.records.native.customhrm';
  const envelope = (data: unknown) =>
    JSON.stringify({
      specversion: '1.0',
      id: 'bad-1',
      source: 'test',
      type: wireType('RecordSeen'),
      subject: 'default/customhrm/employee/E0000001',
      datacontenttype: 'application/json',
      data,
    });
  const bad = [
    { value: Buffer.from([0xff, 0x00, 0x7b]), reason: /^value: not JSON$/ },
    { value: Buffer.from('{"hello":"world"}'), reason: /^envelope\.specversion: / },
    { value: Buffer.from(envelope({ ref: { tenant: 'default' }, values: 7 })), reason: /^data\.ref\.\w+: / },
  ];

  test('goes to the dead topic with its reason, untouched, and later messages of its partition flow', async () => {
    const kafka = new kafkajs.Kafka({
      brokers: office.stack.servers.brokers.split(','),
      logLevel: kafkajs.logLevel.NOTHING,
    });
    const [admin, producer] = [kafka.admin(), kafka.producer()];
    await Promise.all([admin.connect(), producer.connect()]);
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics[0]!.partitions.map(({ partitionId }) => partitionId);
    const messages = partitions.flatMap((partition) => bad.map(({ value }) => ({ partition, key: 'default', value })));
    await producer.send({ topic, messages });
    await Promise.all([admin.disconnect(), producer.disconnect()]);

    const { go, hrm } = await takePair('EMPLOYEE');
    await people.hrmSet(pathOf(hrm), { jobTitle: 'Maler' });
    await eventually(async () => expect(await people.goRow(pathOf(go))).toMatchObject({ JobTitle: 'Maler' }), within);

    const dead = await readDead(kafka, messages.length);
    for (const { value, reason } of bad) {
      const found = dead.filter((one) => one.value.equals(value));
      expect(found.length).toBe(partitions.length);
      for (const { headers } of found) expect(headers).toMatchObject({ topic, class: 'undecodable' });
      for (const { headers } of found) expect(headers['reason']).toMatch(reason);
    }
  });

  async function readDead(kafka: InstanceType<typeof kafkajs.Kafka>, count: number) {
    const reader = kafka.consumer({ groupId: 'bad-input-spec' });
    const found: { value: Buffer; headers: Record<string, string> }[] = [];
    await reader.connect();
    await reader.subscribe({ topic: deadTopicOf(topic), fromBeginning: true });
    await reader.run({
      eachMessage: async ({ message: { value, headers = {} } }) => {
        const said = Object.entries(headers).map(([name, text]) => [name.replace('samsvar.dead.', ''), String(text)]);
        found.push({ value: value!, headers: Object.fromEntries(said) as Record<string, string> });
      },
    });
    await eventually(() => expect(found.length).toBe(count), within).finally(() => reader.disconnect());
    return found;
  }
});
