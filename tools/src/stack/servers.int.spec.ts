import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@samsvar/testing';
import kafkajs from 'kafkajs';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { cacheFolder } from './folders.js';
import { isRunning } from './command-of.js';
import { freePorts, isFree } from './ports.js';
import { keep } from './kept-server.js';
import { startKafka } from './kafka.js';
import { startPostgres } from './postgres.js';

const folder = mkdtempSync(join(tmpdir(), 'samsvar-servers-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const say = () => undefined;
const kind = 'processes' as const;

async function query<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

async function topics(brokers: string, create?: string): Promise<string[]> {
  const admin = new kafkajs.Kafka({ brokers: [brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    if (create) await admin.createTopics({ topics: [{ topic: create, numPartitions: 1 }] });
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}

describe('a Kafka of our own', () => {
  test('keeps its topics across a stop, replaces one left behind, and frees its port', async () => {
    const [port, controllerPort] = (await freePorts(2)) as [number, number];
    const cache = cacheFolder(process.env);
    const options = {
      cache,
      folder: join(folder, 'kafka'),
      port,
      controllerPort,
      logFile: join(folder, 'k.log'),
      say,
      kind,
    };
    const left = await startKafka(options);
    expect(await topics(left.brokers, 'kept')).toContain('kept');

    const next = await startKafka(options);
    expect(isRunning(left.pid!, 'kafka.Kafka')).toBe(false);
    expect(await topics(next.brokers)).toContain('kept');
    await next.stop();
    expect(await isFree(port)).toBe(true);
  });
});

describe('a PostgreSQL of our own', () => {
  test('keeps its rows when its parent is killed, with fsync on, and stops at once with clients connected', async () => {
    const [port] = (await freePorts(1)) as [number];
    const options = { dataFolder: join(folder, 'postgres'), port, logFile: join(folder, 'p.log'), kind };
    const left = await startPostgres(options);
    await query(left.url, 'create table kept as select 1 as one');

    const next = await startPostgres(options);
    expect(isRunning(left.pid!, 'postgres')).toBe(false);
    expect(await query(next.url, 'select one from kept')).toEqual([{ one: 1 }]);
    expect(await query(next.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
    const idle = new pg.Client({ connectionString: next.url });
    idle.on('error', () => undefined);
    await idle.connect();
    await next.stop();
    expect(await isFree(port)).toBe(true);
    expect(existsSync(join(folder, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  test('is started again when it is killed, and has kept what was committed', async () => {
    const [port] = (await freePorts(1)) as [number];
    const options = { dataFolder: join(folder, 'killed'), port, logFile: join(folder, 'killed.log'), kind };
    const said: string[] = [];
    const kept = await keep('PostgreSQL', () => startPostgres(options), { say: (words) => void said.push(words) });
    const { url, pid } = kept.current();
    await query(url, 'create table kept as select 1 as one');
    process.kill(pid!, 'SIGKILL');
    await eventually(() => expect(kept.current().pid).not.toBe(pid));
    expect(await query(url, 'select one from kept')).toEqual([{ one: 1 }]);
    await kept.stop();
    expect(said).toEqual(['PostgreSQL died (SIGKILL) and is started again.']);
  });

  test('stays away as long as told, and is the same as before when it is back', async () => {
    const [port] = (await freePorts(1)) as [number];
    const options = { dataFolder: join(folder, 'away'), port, logFile: join(folder, 'away.log'), kind };
    const kept = await keep('PostgreSQL', () => startPostgres(options), { say });
    const { url } = kept.current();
    await query(url, 'create table kept as select 1 as one');
    const { promise: until, resolve: over } = Promise.withResolvers<void>();
    const back = kept.away(until);
    await eventually(() => expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED'));
    over();
    await back;
    expect(await query(url, 'select one from kept')).toEqual([{ one: 1 }]);
    await kept.stop();
  });

  test('is gone again when its start is broken off', async () => {
    const [port] = (await freePorts(1)) as [number];
    const broken = new AbortController();
    const logFile = join(folder, 'broken.log');
    const options = { dataFolder: join(folder, 'broken'), port, logFile, signal: broken.signal, kind };
    const starting = startPostgres(options);
    broken.abort(new Error('enough'));
    await expect(starting).rejects.toThrow('enough');
    expect(await isFree(port)).toBe(true);
  });
});
