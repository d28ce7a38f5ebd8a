import { join, resolve } from 'node:path';
import type { ServerKind } from './stack/choice.js';
import { Complaint } from './stack/complaint.js';
import { cacheFolder, repositoryRoot } from './stack/folders.js';
import { tableOf } from './table.js';
import { portRows } from './variables.js';

/** Everything the local commands read from their environment, checked. */
export interface Settings {
  /** Servers that run already; where unset, ours are started. */
  readonly kafkaBrokers: string | undefined;
  readonly databaseUrl: string | undefined;
  /** What ours are started as; where unset, as containers if an engine has their images. */
  readonly servers: ServerKind | undefined;
  readonly cache: string;
  /** The file that describes the tenants. */
  readonly config: string;
  readonly logLevel: string;
  readonly sandboxSeed: number;
  readonly sandboxRecords: number;
  /** By service, and for `kafka`, `kafka-controller` and `postgres`. */
  readonly ports: Readonly<Record<string, number>>;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Wrong = [variable: string, what: string, example: string];

/** Reads the settings; everything that is wrong is told at once, in one table, with an example for each. */
export function readSettings(env: Environment): Settings {
  const wrong: Wrong[] = [];
  const number = (variable: string, fallback: number, [least, most]: [number, number]): number => {
    const text = env[variable] || String(fallback);
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    wrong.push([variable, `"${text}" is no whole number from ${least} to ${most}`, `${variable}=${fallback}`]);
    return fallback;
  };
  const ports = portRows.map(({ name, variable, port }) => [name, number(variable, port, [1, 65_535])] as const);
  const settings: Settings = {
    kafkaBrokers: env['KAFKA_BROKERS'] || undefined,
    databaseUrl: env['DATABASE_URL'] || undefined,
    servers: serversIn(env, wrong),
    cache: cacheFolder(env),
    config: resolve(env['SAMSVAR_CONFIG'] || join(repositoryRoot, 'samsvar.yaml')),
    logLevel: env['LOG_LEVEL'] || 'info',
    sandboxSeed: number('SANDBOX_SEED', 1, [0, 4_294_967_295]),
    sandboxRecords: number('SANDBOX_RECORDS', 600, [0, 200_000]),
    ports: Object.fromEntries(ports),
  };
  wrong.push(...clashes(ports));
  if (wrong.length === 0) return settings;
  const columns = [{ heading: 'variable' }, { heading: 'what is wrong' }, { heading: 'for example' }];
  throw new Complaint(`The configuration is wrong:\n${tableOf(columns, wrong)}`, 2);
}

function serversIn(env: Environment, wrong: Wrong[]): ServerKind | undefined {
  const text = env['SAMSVAR_SERVERS'] || undefined;
  if (text === undefined || text === 'processes' || text === 'containers') return text;
  wrong.push(['SAMSVAR_SERVERS', `"${text}" is none of processes, containers`, 'SAMSVAR_SERVERS=processes']);
  return undefined;
}

function clashes(ports: readonly (readonly [string, number])[]): Wrong[] {
  return ports.flatMap(([name, port], index) => {
    const first = ports.slice(0, index).find((other) => other[1] === port)?.[0];
    const row = portRows.find((candidate) => candidate.name === name)!;
    return first ? [[row.variable, `${port} is the port of ${first} too`, `${row.variable}=${row.port}`] as Wrong] : [];
  });
}
