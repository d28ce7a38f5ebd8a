import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { neverExits, run, stopOrphan } from './child.js';
import { kindOf, type ServerKind, serverImages } from './choice.js';
import { commandOf } from './command-of.js';
import { Complaint, wordsOf } from './complaint.js';
import type { Server } from './kept-server.js';
import { dataFolderFor, type PostgresHome, postgresHome } from './postgres-home.js';
import { either, until } from './until.js';

/** A PostgreSQL to talk to: our own server, or one that was there already. */
export interface PostgresServer extends Server {
  /** Connection string of a role that may create schemas and roles. */
  readonly url: string;
}

/** Where a server of ours keeps its data and listens. */
export interface PostgresOptions {
  /** What is there already is gone on with. */
  readonly dataFolder: string;
  readonly port: number;
  readonly logFile: string;
  /** Breaks a start off; what was started is stopped again. */
  readonly signal?: AbortSignal | undefined;
  readonly kind?: ServerKind | undefined;
}

/** Guards nothing: the server listens on the loopback interface alone and holds a sandbox's data. */
const localPassword = 'samsvar';

/** The address of a server that was started here, as its owner. */
export const localPostgresUrl = (port: number): string =>
  `postgresql://postgres:${localPassword}@127.0.0.1:${port}/postgres`;
const readyWithinMs = 30_000;
const stopWithinMs = 5_000;
/** No socket file is left anywhere; the rest is PostgreSQL's default, `fsync` included. */
const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];

/** A PostgreSQL that runs already, found to answer. */
export async function existingPostgres(url: string): Promise<PostgresServer> {
  await until(() => connects(url), {
    withinMs: 10_000,
    complaint: () =>
      new Complaint('No PostgreSQL answers at DATABASE_URL: start it, or unset the variable to have one started here.'),
  });
  return { url, pid: undefined, exited: neverExits, stop: () => Promise.resolve() };
}

/** Starts a server of our own, with its data made where there is none, and resolves when it takes connections. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { dataFolder: folder, kind: wanted } = options;
  const keptFile = join(dataFolderFor(folder), 'PG_VERSION');
  const kind = kindOf({ wanted, image: serverImages.postgres, folder, keptFile });
  return kind === 'containers' ? startPostgresContainer(options) : startPostgresProcess(options);
}

/** The same server as docker-compose.yml has, with the data of its own volume. */
async function startPostgresContainer(options: PostgresOptions): Promise<PostgresServer> {
  const { startContainer } = await import('./containers.js');
  const { port, dataFolder: folder, logFile } = options;
  const server = await startContainer({
    image: serverImages.postgres,
    environment: { POSTGRES_PASSWORD: localPassword },
    port,
    portInside: 5432,
    data: '/var/lib/postgresql',
    folder,
    logFile,
    word: 'postgres',
  });
  const url = localPostgresUrl(port);
  await becomeReady(server, url, options);
  return { ...server, url };
}

async function startPostgresProcess(options: PostgresOptions): Promise<PostgresServer> {
  const home = postgresHome(options.dataFolder);
  if (!existsSync(join(home.data, 'PG_VERSION'))) await initialise(home);
  await stopLeftPostgres(options.dataFolder);
  options.signal?.throwIfAborted();
  const child = run({
    file: join(home.binaries, 'bin', 'postgres'),
    args: ['-D', home.data, '-p', String(options.port), ...settings.flatMap((setting) => ['-c', setting])],
    env: { ...process.env, LC_MESSAGES: 'C' },
    cwd: home.data,
    logFile: options.logFile,
    uid: home.uid,
    gid: home.gid,
    // "Fast": connections are closed and what was committed is kept; SIGTERM would wait for the last client.
    stopSignal: 'SIGINT',
  });
  const url = localPostgresUrl(options.port);
  const server: Server = {
    pid: child.pid,
    exited: child.exited,
    stop: async () => void (await child.stop(stopWithinMs)),
  };
  await becomeReady(server, url, options);
  return { ...server, url };
}

async function initialise({ binaries, data, uid, gid }: PostgresHome): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'samsvar-initdb-'));
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${localPassword}\n`);
  const flags = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'];
  const as = uid === undefined ? {} : { uid, gid };
  if (uid !== undefined) await promisify(execFile)('chown', ['-R', `${uid}:${gid}`, folder]);
  try {
    await promisify(execFile)(join(binaries, 'bin', 'initdb'), ['-D', data, `--pwfile=${passwordFile}`, ...flags], {
      ...as,
      cwd: folder,
    });
  } catch (thrown) {
    throw new Complaint(`PostgreSQL could not make its data folder ${data}: ${wordsOf(thrown)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Stops the server of this folder if its parent was killed: it runs on and keeps the folder locked. */
export async function stopLeftPostgres(dataFolder: string): Promise<void> {
  const data = dataFolderFor(dataFolder);
  const pidFile = join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (await stopOrphan(pid, ['postgres', data], 'SIGINT')) return;
  // A stale file is PostgreSQL's own to judge, which looks for backends that outlived their parent; it is misled only
  // where the number belongs to somebody else by now.
  if (commandOf(pid) !== undefined) rmSync(pidFile, { force: true });
}

async function connects(url: string): Promise<true> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function becomeReady(server: Server, url: string, { logFile, signal }: PostgresOptions): Promise<void> {
  const died = new AbortController();
  void server.exited.then(() => died.abort(new Complaint(`PostgreSQL did not start: ${logFile} says why.`)));
  try {
    await until(() => connects(url), {
      withinMs: readyWithinMs,
      complaint: () => new Complaint(`PostgreSQL did not answer within ${readyWithinMs / 1000} s: see ${logFile}.`),
      signal: either(died.signal, signal),
    });
  } catch (thrown) {
    await server.stop();
    throw thrown;
  }
}
