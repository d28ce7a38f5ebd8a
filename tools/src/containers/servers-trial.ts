import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { docker } from '../docker/docker.js';
import { cacheFolder } from '../stack/folders.js';
import { containerOf, forgetContainer } from '../stack/container-names.js';
import { freePorts } from '../stack/ports.js';
import { type Servers, startServers } from '../stack/servers.js';
import { ensureAllTopics } from '../stack/topics.js';
import { must, type Trial } from './trial.js';

interface Folders {
  readonly kafkaFolder: string;
  readonly postgresFolder: string;
}
type Start = (signal?: AbortSignal) => Promise<Servers>;

/** What `npm start` and the tests have where an engine has the images: both servers as containers of Testcontainers. */
export async function tryServers(trial: Trial): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'samsvar-servers-'));
  const folders = { kafkaFolder: join(root, 'kafka'), postgresFolder: join(root, 'postgres') };
  const [kafka, kafkaController, postgres] = (await freePorts(3)) as [number, number, number];
  const start: Start = (signal) =>
    startServers({
      cache: cacheFolder(process.env),
      ...folders,
      logFolder: join(root, 'logs'),
      ports: { kafka, kafkaController, postgres },
      say: () => undefined,
      kind: 'containers',
      signal,
    });
  try {
    await tryKept(trial, start, folders);
  } finally {
    for (const folder of Object.values(folders)) forgetContainer(folder, { data: true });
    rmSync(root, { recursive: true, force: true });
  }
  await trial.holds('nothing of them is left', async () => {
    const left = await docker('volume', 'ls', '--quiet', '--filter', `name=${containerOf(folders.kafkaFolder)}`);
    must(left.said.trim() === '', left.said);
  });
}

async function tryKept(trial: Trial, start: Start, folders: Folders): Promise<void> {
  const killed = new AbortController();
  let servers: Servers | undefined;
  const kept = async () =>
    must((await query(servers!.databaseUrl, 'select one from kept')).length === 1, 'the table is gone');
  await trial.holds('Kafka and PostgreSQL start as containers, on the loopback interface alone', async () => {
    servers = await start(killed.signal);
    await ensureAllTopics(servers.brokers);
    await query(servers.databaseUrl, 'create table kept as select 1 as one');
    for (const folder of Object.values(folders)) await onLoopbackAlone(containerOf(folder));
  });
  await trial.holds('they are replaced when they were left behind, and have kept everything', async () => {
    // Who is gone cares for nothing any more.
    killed.abort();
    servers = await start();
    await ensureAllTopics(servers.brokers);
    await kept();
  });
  await trial.holds('one that is killed is started again with what it had', async () => {
    await servers!.away('postgres', Promise.resolve());
    await kept();
  });
  await servers?.stop();
}

async function onLoopbackAlone(container: string): Promise<void> {
  const { said } = await docker('port', container);
  must(/127\.0\.0\.1:\d+/.test(said) && !/0\.0\.0\.0|\[::\]/.test(said), `${container} is open at ${said}`);
}

async function query(connectionString: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
