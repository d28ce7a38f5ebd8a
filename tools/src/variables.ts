import { productRows, sandboxRow } from './services.js';

/** A variable of the environment, as docs/configuration.md and .env.example print it. */
export interface Variable {
  readonly name: string;
  readonly means: string;
  /** What holds where it is not set: a value, words about it, nothing, or `mustBeSet`. */
  readonly unset: string;
  readonly example: string;
}

/** Said of what has no default. */
export const mustBeSet = 'has to be set';

/** A port that can be moved by a variable. */
export interface PortRow {
  readonly name: string;
  readonly variable: string;
  readonly port: number;
}

/** Every port the local stack listens on. */
export const portRows: readonly PortRow[] = [
  ...[...productRows, sandboxRow].map(({ name, variable, port }) => ({ name, variable, port })),
  { name: 'kafka', variable: 'KAFKA_PORT', port: 19092 },
  { name: 'kafka-controller', variable: 'KAFKA_CONTROLLER_PORT', port: 19093 },
  { name: 'postgres', variable: 'POSTGRES_PORT', port: 15432 },
];

const seedMeans = 'names the sample of the sandbox: same seed and size, same data';
const recordsMeans = 'size of the sample: rows of the five PowerOffice Go resources together';

/** What `npm start` reads from its environment; `npm test` reads the first three of it. */
export const localVariables: readonly Variable[] = [
  variable('KAFKA_BROKERS', 'a Kafka that runs already', 'one is started here', '127.0.0.1:19092'),
  variable(
    'DATABASE_URL',
    'a PostgreSQL that runs already, as a role that may create schemas and roles',
    'one is started here',
    'postgresql://postgres:samsvar@127.0.0.1:15432/postgres',
  ),
  variable('SAMSVAR_CACHE', "where Kafka's jars are kept for all clones", '~/.cache/samsvar', '/var/cache/samsvar'),
  variable('SAMSVAR_CONFIG', 'the file that describes the tenants', './samsvar.yaml', './samsvar.yaml'),
  variable('LOG_LEVEL', 'how much the services log: debug, info, warn or error', 'info', 'debug'),
  variable('SANDBOX_SEED', seedMeans, '1', '2'),
  variable('SANDBOX_RECORDS', recordsMeans, '600', '3000'),
  ...portRows.map(({ name, variable: port, port: usual }) =>
    variable(port, `the port of ${name}`, String(usual), String(usual)),
  ),
];

function variable(...[name, means, unset, example]: readonly [string, string, string, string]): Variable {
  return { name, means, unset, example };
}
