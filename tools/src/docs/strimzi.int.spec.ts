import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureTopics, kafkaBus, type Bus } from '@samsvar/bus';
import { everyTopic, type Message, talkers, type TopicId, topics, topicsOf } from '@samsvar/contracts';
import { eventually } from '@samsvar/testing';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { productRows, scriptOf } from '../services.js';
import { cacheFolder, repositoryRoot } from '../stack/folders.js';
import { admin, type GuardedKafka, startGuardedKafka } from '../stack/guarded-kafka.js';
import { freePorts } from '../stack/ports.js';
import { examples } from './examples.js';
import { type Principal, principals } from './strimzi.js';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } = kafkajs;
/** Neither is looked for before topics were found to fit. */
const nowhere = { PORT: '1', DATABASE_URL: 'postgres://x:x@127.0.0.1:1/x' };
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const folder = mkdtempSync(join(tmpdir(), 'samsvar-guarded-'));
const all = principals();
/** Who the example consumer is in production, as its page has it. */
const watcher = principalIn(readFileSync(join(repositoryRoot, 'docs', 'examples', 'kafka-user.yaml'), 'utf8'));
const ids = Object.keys(topics) as TopicId[];
const everyName = everyTopic.map(({ name }) => name);
let kafka: GuardedKafka;

function principalIn(text: string): Principal {
  const { metadata, spec } = parse(text) as {
    metadata: { name: string };
    spec: { authorization: { acls: { resource: object; operations: readonly string[] }[] } };
  };
  const rules = spec.authorization.acls.map(({ resource, operations: may }) => ({ ...resource, operations: may }));
  return { name: metadata.name, rules: rules as unknown as Principal['rules'] };
}

/** A client that says who it is, and takes no for an answer. */
const clientOf = (user: string) => {
  const { username, password, ca } = kafka.accessOf(user);
  return new Kafka({
    brokers: [kafka.brokers],
    clientId: user,
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    sasl: { mechanism: 'scram-sha-512', username: username!, password: password! },
    ssl: { ca: [ca!] },
  });
};
const operations = AclOperationTypes as unknown as Record<string, number>;
const aclsOf = ({ name, rules }: Principal) =>
  rules.flatMap((rule) =>
    rule.operations.map((operation) => ({
      resourceType: rule.type === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
      resourceName: rule.name,
      resourcePatternType: rule.patternType === 'prefix' ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
      principal: `User:${name}`,
      host: '*',
      operation: operations[operation.toUpperCase()]!,
      permissionType: AclPermissionTypes.ALLOW,
    })),
  );

beforeAll(async () => {
  const [port, controllerPort] = (await freePorts(2)) as [number, number];
  const users = [...all, watcher].map(({ name }) => name);
  kafka = await startGuardedKafka({ cache: cacheFolder(process.env), folder, port, controllerPort, users });
  await ensureTopics([kafka.brokers], { replicas: 1, partitions: 2, access: kafka.accessOf(admin) });
  const client = clientOf(admin).admin();
  await client.connect();
  await client.createAcls({ acl: [...all, watcher].flatMap(aclsOf) });
  await client.disconnect();
  // A rule holds some moments after it was made; the last one made is the last to hold.
  await eventually(async () => expect(await writable('link')).not.toEqual([]), { withinMs: 20_000 });
}, 180_000);
afterAll(async () => {
  await kafka?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** How a program is let in. */
function envOf(user: string): Readonly<Record<string, string>> {
  const { username, password, ca } = kafka.accessOf(user);
  const KAFKA_CA_FILE = join(folder, 'ca.crt');
  writeFileSync(KAFKA_CA_FILE, ca!);
  return { KAFKA_BROKERS: kafka.brokers, KAFKA_USERNAME: username!, KAFKA_PASSWORD: password!, KAFKA_CA_FILE };
}

/** One tenant, whom nobody asks for anything. */
function emptyConfig(): string {
  const file = join(folder, 'samsvar.yaml');
  const systems = `powerofficego: { baseUrl: 'http://127.0.0.1:1', applicationKey: a, clientKey: b, subscriptionKey: c }
    customhrm: { baseUrl: 'http://127.0.0.1:1', clientId: d, clientSecret: e }`;
  writeFileSync(file, `tenants:\n  default:\n    ${systems}\n`);
  return file;
}

/** Which topics a user is let write to. */
async function writable(user: string): Promise<readonly string[]> {
  const producer = clientOf(user).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const found: string[] = [];
  for (const topic of everyName) {
    const refused = await producer.send({ topic, messages: [{ key: 'k', value: 'x' }] }).catch((error: Error) => error);
    if (!(refused instanceof Error)) found.push(topic);
    else expect(refused.message).toMatch(/authoriz|does not host/i);
  }
  await producer.disconnect();
  return found;
}

/** Reads what is put on a topic, as a group; answers whether anything came, or why nothing did. */
async function reading(user: string, topic: string, groupId: string): Promise<string> {
  const teller = clientOf(admin).producer();
  await teller.connect();
  await teller.send({ topic, messages: [{ key: 'k', value: 'x' }] });
  await teller.disconnect();
  const consumer = clientOf(user).consumer({ groupId, retry: { retries: 0, restartOnFailure: async () => false } });
  await consumer.connect();
  const ended = new Promise<string>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error.message));
    void (async () => {
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve(resolve('heard')) });
    })().catch((error: Error) => (resolve(error.message), reject));
  });
  try {
    return await ended;
  } finally {
    await consumer.disconnect();
  }
}

describe.each(all.map(({ name }) => name))('%s, on a broker that asks', (name) => {
  test('writes to what it tells and buries, and to nothing else', async () => {
    const { rules } = all.find((one) => one.name === name)!;
    const allowed = rules.filter(({ type, operations: may }) => type === 'topic' && may.includes('Write'));
    expect((await writable(name)).toSorted()).toEqual(allowed.map((rule) => rule.name).toSorted());
  });
});

describe('a service that is let in', () => {
  test.each(talkers.map(({ service }) => service))('hears all it has to: %s', async (service) => {
    const { hears } = talkers.find((one) => one.service === service)!;
    const user = service === 'link' ? 'link-consumer' : service;
    const bus: Bus = await kafkaBus({
      brokers: [kafka.brokers],
      clientId: user,
      log: silent,
      access: kafka.accessOf(user),
    });
    const groups = Map.groupBy(Object.entries(hears) as [TopicId, string][], ([, group]) => group);
    for (const [group, members] of groups) {
      const handlers = Object.fromEntries(members.map(([topic]) => [topic, () => Promise.resolve()]));
      const subscription = await bus.subscribe({ group, handlers });
      await eventually(() => expect(subscription.joined()).toBe(true), { withinMs: 20_000 });
      // What was written above is no message: it is buried, which takes the right to.
      await eventually(() => expect(subscription.trouble()).toBeUndefined(), { withinMs: 20_000 });
    }
    await bus.close();
  });

  test('looks into dead topics and puts messages back, as link', async () => {
    const bus = await kafkaBus({
      brokers: [kafka.brokers],
      clientId: 'l',
      log: silent,
      access: kafka.accessOf('link'),
    });
    const dead = await bus.deadLetters.list([{ topic: 'records.canonical', from: 0 }], 10);
    expect(dead.length).toBeGreaterThan(0);
    await bus.deadLetters.replay(dead.slice(0, 1));
    const data = { tenant: 'default', decision: 'replay', who: 'somebody', why: 'a test', about: [] };
    const told: Message = { id: 'm', type: 'OperatorDecided', source: 'link', subject: 'default', data };
    await bus.publish([{ topic: 'operator', key: 'default', message: told }]);
    await bus.close();
  });

  test('the example consumer hears links where brokers ask who it is', async () => {
    const bus = await kafkaBus({ brokers: [kafka.brokers], clientId: 'l', log: silent, access: kafka.accessOf(admin) });
    const told: Message = { id: 'told', type: 'LinkTold', source: 'link', ...examples['LinkTold']! };
    await bus.publish([{ topic: 'links', key: 'default', message: told }]);
    await bus.close();
    const script = join(repositoryRoot, 'docs', 'examples', 'watch-links.mjs');
    const child = spawn(process.execPath, [script, '--group', watcher.name], {
      env: { ...process.env, ...envOf(watcher.name) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const printed: string[] = [];
    child.stdout.on('data', (said: Buffer) => printed.push(said.toString()));
    try {
      await eventually(() => expect(printed.join('')).toContain('"id":"told"'), { withinMs: 40_000 });
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('counts what lies on every dead topic, as link-consumer', async () => {
    const access = kafka.accessOf('link-consumer');
    const bus = await kafkaBus({ brokers: [kafka.brokers], clientId: 'c', log: silent, access });
    expect((await bus.deadLetters.extents(ids)).map(({ topic }) => topic)).toEqual(ids);
    await bus.close();
  });

  test.each([
    ['link', 'samsvar.records.canonical', 'samsvar-dead-x', /authoriz/i],
    ['mapping', 'samsvar.records.canonical', 'mapping', /authoriz/i],
    ['mapping', 'samsvar.links', 'mapping', /authoriz|does not host/i],
    ['mapping', 'samsvar.commands.canonical', 'link', /authoriz|find group coordinator/i],
    ['customhrm-connector', 'samsvar.commands.native.customhrm', 'customhrm-connector', /^heard$/],
    ['keda', 'samsvar.commands.native.customhrm', 'customhrm-connector', /authoriz/i],
  ])('%s reads %s as %s only if it may', { timeout: 60_000 }, async (user, topic, group, words) => {
    expect(await reading(user, topic, group)).toMatch(words);
  });

  test.each(productRows)('sees how every topic it uses is wrong, and ends with 2: $name', async (row) => {
    const { name } = row;
    const ended = promisify(execFile)(process.execPath, [scriptOf(row, 'main')], {
      env: { ...envOf(name), ...row.env, ...nowhere, SAMSVAR_CONFIG: emptyConfig() },
    });
    const used = name === 'link' ? everyTopic : topicsOf(name === 'link-consumer' ? 'link' : name);
    const wrong = used.flatMap((topic) => (topic.partitions === 1 ? [] : [`${topic.name} (2 instead of 12)`]));
    expect(wrong.length).toBeGreaterThan(2);
    const { code, stderr } = (await ended.catch((error: unknown) => error)) as { code: number; stderr: string };
    expect([code, stderr]).toEqual([2, expect.stringContaining(`counts on: ${wrong.join(', ')}. Partitions decide`)]);
  });

  test('makes topics, or says how those that stand are wrong (there they have two partitions)', async () => {
    const env = envOf(admin);
    const script = join(repositoryRoot, 'services', 'link', 'dist', 'topics.js');
    const ended = promisify(execFile)(process.execPath, [script], { env });
    await expect(ended).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('samsvar.links (2 instead of 12)') as string,
    });
  });

  test('with another password says what to look at, and waits: its user may still be made', async () => {
    const env = { ...envOf('mapping'), ...nowhere, KAFKA_PASSWORD: 'guessed' };
    const child = spawn(
      process.execPath,
      [
        scriptOf(
          productRows.find(({ name }) => name === 'mapping')!,
          'main',
        ),
      ],
      { env },
    );
    let words = '';
    child.stdout.on('data', (chunk: Buffer) => (words += chunk.toString()));
    const ended = once(child, 'close');
    const refused = 'Kafka does not let this service in yet; check KAFKA_USERNAME and KAFKA_PASSWORD';
    await eventually(() => expect(words).toContain(refused), { withinMs: 20_000 });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  test('is refused with another password', async () => {
    const wrong = { ...kafka.accessOf('mapping'), password: 'guessed' };
    const bus = kafkaBus({ brokers: [kafka.brokers], clientId: 'm', log: silent, access: wrong });
    await expect(bus).rejects.toThrow(/authentication failed/i);
  });
});
