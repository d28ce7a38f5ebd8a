import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTopics } from '@samsvar/bus';
import { topicsOf } from '@samsvar/contracts';
import { type Database, openDatabase } from '@samsvar/persistence';
import { databaseUrl, eventually } from '@samsvar/testing';
import kafkajs, { type Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { begun, endOf, type Variables } from './ending.js';
import { productRows, sandboxRow, type ServiceRow } from './services.js';
import { readSettings } from './settings.js';
import { cacheFolder, repositoryRoot } from './stack/folders.js';
import { type KafkaServer, startKafka } from './stack/kafka.js';
import { freePorts } from './stack/ports.js';
import { Stack } from './stack.js';
import { stepsOn } from './steps.js';
import { portRows } from './variables.js';

const folder = mkdtempSync(join(tmpdir(), 'samsvar-bad-configuration-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The rows of the tables in what was said, cells apart. */
const rowsOf = (words: string): readonly string[] =>
  words
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim().split(/ {2,}/).join(' | '));

const rowNamed = (name: string): ServiceRow => productRows.find((row) => row.name === name)!;
const missing = {
  PORT: 'PORT | is not set | where health and metrics are served, for example 7072',
  KAFKA_BROKERS:
    'KAFKA_BROKERS | is not set | the Kafka brokers, as host:port joined by commas, for example 127.0.0.1:19092',
  DATABASE_URL:
    "DATABASE_URL | is not set | the service's own role in Postgres, for example " +
    'postgres://link:secret@127.0.0.1:15432/postgres',
};
const heading = 'setting | what is wrong | what it is, for example';
const fileHeading = 'setting | what is wrong | what to do about it';
const good: Variables = {
  PORT: '7072',
  KAFKA_BROKERS: '127.0.0.1:1',
  DATABASE_URL: 'postgres://x:x@127.0.0.1:1/postgres',
};

const shipped = readFileSync(join(repositoryRoot, 'samsvar.yaml'), 'utf8');
/** The variables that samsvar.yaml names. */
const secrets: Variables = Object.fromEntries(
  [...shipped.matchAll(/env:(\w+)/g)].map(([, name]) => [name!, /URL$/.test(name!) ? 'http://127.0.0.1:1' : 'x']),
);

describe('a service that is told nothing', () => {
  test.each(productRows)('$name ends with 2 and names every variable in a table with examples', async (row) => {
    const { code, words } = await endOf(row, { ...row.env, SAMSVAR_CONFIG: join(repositoryRoot, 'samsvar.yaml') });
    const own = [missing.PORT, missing.KAFKA_BROKERS, ...(row.schema ? [missing.DATABASE_URL] : [])];
    expect(code).toBe(2);
    expect(words).toContain('The configuration is wrong:');
    expect(rowsOf(words).slice(0, own.length + 1)).toEqual([heading, ...own]);
  });

  test.each(productRows.filter(({ schema }) => schema !== undefined))(
    'the migration of $name does so too',
    async (row) => {
      const { code, words } = await endOf(row, {}, { script: 'migrate' });
      expect([code, rowsOf(words)]).toEqual([2, [heading, missing.DATABASE_URL]]);
    },
  );
});

describe('a service that is told nonsense', () => {
  test('ends with 2 and says of every variable what is wrong with it', async () => {
    const nonsense = { PORT: 'seven', LOG_LEVEL: 'loud', KAFKA_BROKERS: 'here', DATABASE_URL: 'mysql://x' };
    const { code, words } = await endOf(rowNamed('link'), { ...nonsense, LINK_ROLE: 'boss' });
    expect(code).toBe(2);
    expect(rowsOf(words).slice(0, 6)).toEqual([
      heading,
      expect.stringMatching(/^PORT \| is no port number \| .*7072$/),
      'LOG_LEVEL | is none of debug, info, warn, error | how much is logged: debug, info, warn or error, for example info',
      'KAFKA_BROKERS | is no list of host:port | the Kafka brokers, as host:port joined by commas, for example 127.0.0.1:19092',
      expect.stringMatching(/^DATABASE_URL \| is no postgres:\/\/ address \| /),
      expect.stringMatching(/^LINK_ROLE \| is none of consumer, api, both \| /),
    ]);
    expect(words, 'and the tenants, in the same go').toMatch(/samsvar\.yaml +cannot be read +set SAMSVAR_CONFIG/);
  });

  test('is the sandbox as much as any', async () => {
    const { code, words } = await endOf(sandboxRow, { SANDBOX_PORT: 'x', SANDBOX_RECORDS: 'many' });
    expect(code).toBe(2);
    expect(words).toMatch(/SANDBOX_PORT +x +must be a whole number +7071/);
    expect(words).toMatch(/SANDBOX_RECORDS +many +must be a whole number +600/);
  });
});

describe('a samsvar.yaml that is wrong', () => {
  const wrong = shipped
    .replace('matching: safe', 'matchin: safe')
    .replace('pollSeconds: 2', 'pollSeconds: often')
    .replace(/ +clientSecret: env:SANDBOX_DEFAULT_CLIENT_SECRET\n/, '');
  const file = join(folder, 'wrong.yaml');
  writeFileSync(file, wrong);
  const lineOf = (words: string) => wrong.split('\n').findIndex((line) => line.includes(words)) + 1;
  const { SANDBOX_SECOND_CLIENT_KEY: _forgotten, ...given } = secrets;

  /** Only who signs in with a key has to be given it. */
  const keyRow = (at: (words: string, place: string) => string) =>
    `${at('SECOND_CLIENT_KEY', 'second.powerofficego.clientKey')} | ` +
    'the variable SANDBOX_SECOND_CLIENT_KEY is not set | set SANDBOX_SECOND_CLIENT_KEY';

  test.each(['powerofficego-connector', 'customhrm-connector', 'link'])(
    'ends %s with 2, every flaw with its line and what to do about it',
    async (name) => {
      const row = rowNamed(name);
      const { code, words } = await endOf(row, { ...good, ...row.env, ...given, SAMSVAR_CONFIG: file });
      expect(code).toBe(2);
      expect(words).toContain(`${file} is wrong:`);
      const at = (words: string, place: string) => `line ${lineOf(words)}: tenants.${place}`;
      expect(rowsOf(words)).toEqual([
        fileHeading,
        `${at('matchin:', 'default.matchin')} | is no key here | did you mean matching?`,
        expect.stringContaining(`${at('pollSeconds: often', 'default.pollSeconds')} | has to be a number | `),
        ...(name === 'powerofficego-connector' ? [keyRow(at)] : []),
      ]);
    },
  );

  test('is told by the HRM connector where it names no secret to sign in with', async () => {
    const text = wrong.replace('matchin: safe', 'matching: safe').replace('pollSeconds: often', 'pollSeconds: 2');
    const unsigned = join(folder, 'unsigned.yaml');
    writeFileSync(unsigned, text);
    const row = rowNamed('customhrm-connector');
    const { code, words } = await endOf(row, { ...good, ...secrets, SAMSVAR_CONFIG: unsigned });
    expect(code).toBe(2);
    expect(rowsOf(words)).toEqual([
      fileHeading,
      `line ${lineOf('    customhrm:')}: tenants.default.customhrm.clientSecret | is missing | ` +
        'the profile signs in by OAuth client credentials: add it, for example clientSecret: env:HRM_KEY',
    ]);
  });
});

const ready = 'ready to serve';

test('a service that waits for a Kafka that is not there says so and what to look at, and ends when it is told to', async () => {
  const row = rowNamed('mapping');
  const service = begun(row, { ...good, ...row.env });
  const words = 'Kafka does not answer yet; check KAFKA_BROKERS and that the broker runs';
  await eventually(() => expect(service.words()).toContain(words), { withinMs: 20_000 });
  expect(service.words()).not.toContain(ready);
  expect(await service.told()).toEqual([0, null]);
});

describe('a service beside servers that are not as it needs them', () => {
  const kafkaFolder = join(folder, 'kafka');
  let kafka: KafkaServer;
  let admin: Admin;
  const envOf = (row: ServiceRow, more: Variables = {}): Variables => ({
    ...{ ...good, ...row.env, ...secrets, SAMSVAR_CONFIG: join(repositoryRoot, 'samsvar.yaml') },
    ...{ KAFKA_BROKERS: kafka.brokers, ...more },
  });
  beforeAll(async () => {
    const [port, controllerPort] = (await freePorts(2)) as [number, number];
    const logFile = join(folder, 'kafka.log');
    const place = { cache: cacheFolder(process.env), folder: kafkaFolder, port, controllerPort, logFile };
    kafka = await startKafka({ ...place, say: () => undefined, kind: 'processes' });
    admin = new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    const wrong = { topic: 'samsvar.records.canonical', numPartitions: 3, replicationFactor: 1 };
    await admin.createTopics({ topics: [wrong], waitForLeaders: true });
  }, 120_000);
  afterAll(async () => {
    await admin?.disconnect();
    await kafka?.stop();
  }, 60_000);

  test.each(['mapping', 'link-consumer', 'link'])(
    'with a topic of other partitions says which, both numbers and what to do, and ends with 2: %s',
    async (name) => {
      const row = rowNamed(name);
      const { code, words } = await endOf(row, envOf(row));
      expect([code, words]).toEqual([
        2,
        'Topics stand with another number of partitions than Samsvar counts on: samsvar.records.canonical (3 instead ' +
          'of 12). Partitions decide where a key goes, so they are never changed in place: stop the services, let the ' +
          'topic drain, delete it, have it made again (by `topics` of link, `npm start` or its KafkaTopic), and start ' +
          'the services.\n',
      ]);
    },
  );

  test('without topics says which and what makes them, waits, and ends when it is told to', async () => {
    const row = rowNamed('customhrm-connector');
    const service = begun(row, envOf(row));
    await eventually(() => expect(service.words()).toContain('make them with `topics` of link'), { withinMs: 20_000 });
    for (const { name } of topicsOf(row.name)) expect(service.words()).toContain(name);
    expect(await service.told()).toEqual([0, null]);
  });

  describe('and all topics it needs', () => {
    const databases: string[] = [];
    let owner: Database;
    beforeAll(async () => {
      await admin.deleteTopics({ topics: ['samsvar.records.canonical'] });
      await eventually(() => ensureTopics([kafka.brokers], { replicas: 1 }), { withinMs: 20_000 });
      owner = await openDatabase({ url: databaseUrl(), schema: 'public', applicationName: 'spec' });
    }, 60_000);
    afterAll(async () => {
      for (const name of databases) await owner.query(`drop database ${name} with (force)`);
      await owner.close();
    });
    /** An empty database on the server of this test run. */
    async function freshUrl(): Promise<string> {
      const name = `bad_${randomUUID().replaceAll('-', '')}`;
      await owner.query(`create database ${name}`);
      databases.push(name);
      return Object.assign(new URL(databaseUrl()), { pathname: `/${name}` }).toString();
    }
    async function sql(url: string, text: string): Promise<void> {
      const database = await openDatabase({ url, schema: 'link', applicationName: 'spec' });
      await database.query(text).finally(() => database.close());
    }
    const link = rowNamed('link');
    const migrated = async (url: string) =>
      expect((await endOf(link, { DATABASE_URL: url }, { script: 'migrate' })).code).toBe(0);
    async function envAt(row: ServiceRow, url: string): Promise<Variables> {
      const [port] = (await freePorts(1)) as [number];
      return envOf(row, { DATABASE_URL: url, PORT: String(port) });
    }

    test.concurrent.each(['link', 'customhrm-connector'])(
      'but no Postgres says so and what to look at, waits a minute, and ends with 1: %s',
      { timeout: 120_000 },
      async (name) => {
        const row = rowNamed(name);
        const service = begun(row, await envAt(row, good['DATABASE_URL']!));
        const early = 'Postgres does not answer yet; check DATABASE_URL and that it runs';
        await eventually(() => expect(service.words()).toContain(early), { withinMs: 20_000 });
        const { code, words } = await service.ended();
        expect(code).toBe(1);
        expect(words).toContain(
          '\nPostgres does not answer at x@127.0.0.1:1/postgres (ECONNREFUSED): check DATABASE_URL and that it runs.\n',
        );
        expect(words).not.toContain(ready);
      },
    );

    test.concurrent.each([
      ['no such database', { pathname: '/nowhere' }, /^Postgres does not know the database of .*\/nowhere: check /],
      [
        'a wrong password',
        { username: 'nobody', password: 'x' },
        /^Postgres refuses the password of nobody@.*: check /,
      ],
    ])('but %s ends with 1 at once, since waiting helps nobody', async (_, change, says) => {
      const url = Object.assign(new URL(databaseUrl()), change).toString();
      const { code, words } = await endOf(link, await envAt(link, url));
      expect([code, words]).toEqual([1, expect.stringMatching(says)]);
      expect(words).toMatch(/: check DATABASE_URL\.\n$/);
    });

    test.concurrent('but no Kafka: the API opens its doors and can be asked, and ends when it is told to', async () => {
      const url = await freshUrl();
      await migrated(url);
      const env: Variables = { ...(await envAt(link, url)), KAFKA_BROKERS: '127.0.0.1:1' };
      const service = begun(link, env);
      const said = async () => {
        expect(service.words()).toContain('Kafka does not answer yet');
        return fetch(`http://127.0.0.1:${env['PORT']}/health/ready`).then(({ status }) => status);
      };
      await eventually(async () => expect(await said()).toBe(200), { withinMs: 20_000 });
      expect(await service.told()).toEqual([0, null]);
    });

    test.concurrent('but a port that is taken says which, and what moves it, and ends with 1', async () => {
      const url = await freshUrl();
      await migrated(url);
      const env = await envAt(link, url);
      const stranger = await listening(Number(env['PORT']));
      const { code, words } = await endOf(link, env).finally(() => stranger.close());
      const says = 'stop what listens there, or set LINK_PORT to another port for link.\n';
      expect([code, words]).toEqual([1, `Port ${env['PORT']} is in use: ${says}`]);
    });

    test.concurrent.each(['link', 'customhrm-connector'])(
      'but no schema says what makes it, waits half a minute, and ends with 1: %s',
      { timeout: 120_000 },
      async (name) => {
        const row = rowNamed(name);
        const { code, words } = await endOf(row, await envAt(row, await freshUrl()), { withinMs: 90_000 });
        expect([code, words]).toEqual([
          1,
          `The schema ${row.schema} is not to be seen yet (42P01): run \`migrate\`, or see why it failed.\n`,
        ]);
      },
    );

    test.concurrent(
      'but an old schema says what is missing, and goes on once it is migrated',
      { timeout: 120_000 },
      async () => {
        const url = await freshUrl();
        await migrated(url);
        const last = 'Erasures1765100000017';
        await sql(url, `drop table erasure; delete from migrations where name = '${last}'`);
        const service = begun(link, await envAt(link, url));
        const words = `The schema link lacks ${last}: run \`migrate\`, or see why it failed`;
        await eventually(() => expect(service.words()).toContain(words), { withinMs: 20_000 });
        expect(service.words()).not.toContain(ready);
        await migrated(url);
        await eventually(() => expect(service.words()).toContain(ready), { withinMs: 20_000 });
        expect(await service.told()).toEqual([0, null]);
      },
    );

    test.concurrent(
      'and a newer schema runs beside the newer version, and is not migrated: that ends with 1',
      { timeout: 120_000 },
      async () => {
        const url = await freshUrl();
        await migrated(url);
        await sql(url, `insert into migrations (timestamp, name) values (2999999999999, 'Later2999999999999')`);
        const { code, words } = await endOf(link, { DATABASE_URL: url }, { script: 'migrate' });
        expect([code, words]).toEqual([
          1,
          'The schema link was brought up to Later2999999999999 by a newer version: the version just before that one ' +
            'runs with it as it is, without migrate; an older one needs a backup from before it.\n',
        ]);
        const service = begun(link, await envAt(link, url));
        await eventually(() => expect(service.words()).toContain(ready), { withinMs: 20_000 });
        expect(await service.told()).toEqual([0, null]);
      },
    );
  });
});

describe('npm start beside somebody who has a port of ours', () => {
  test('says which port, whose, and which variable moves it, in one sentence, and starts nothing', async () => {
    const ports = await freePorts(portRows.length);
    const free = Object.fromEntries(portRows.map(({ name }, at) => [name, ports[at]!]));
    const stranger = await listening(free['link']!);
    const state = join(folder, 'state');
    const settings = { ...readSettings({ HOME: folder }), ports: free };
    const stack = new Stack({ settings, folder: state, steps: stepsOn({ write: () => undefined }) });
    try {
      await expect(stack.start()).rejects.toMatchObject({
        message: `Port ${free['link']} (link) is in use: stop what listens there, or choose another port with LINK_PORT.`,
        exitCode: 1,
      });
      expect(stack.pids()).toEqual({});
    } finally {
      stranger.close();
      await stack.stop();
    }
  });
});

function listening(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });
}
