import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productRows, sandboxRow } from './services.js';
import { repositoryRoot } from './stack/folders.js';

const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { version: string };

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

/** What `npm start` reads from its environment; `npm test` reads the first four of it. */
export const localVariables: readonly Variable[] = [
  variable('KAFKA_BROKERS', 'a Kafka that runs already', 'one is started here', '127.0.0.1:19092'),
  variable(
    'DATABASE_URL',
    'a PostgreSQL that runs already, as a role that may create schemas and roles',
    'one is started here',
    'postgresql://postgres:samsvar@127.0.0.1:15432/postgres',
  ),
  variable(
    'SAMSVAR_SERVERS',
    'what Kafka and PostgreSQL are started as: processes or containers',
    'containers where a Docker engine has their images, else processes',
    'processes',
  ),
  variable('TESTCONTAINERS_HOST_OVERRIDE', 'where servers in containers are reached', '127.0.0.1', '127.0.0.1'),
  variable('SAMSVAR_CACHE', "where Kafka's jars are kept for all clones", '~/.cache/samsvar', '/var/cache/samsvar'),
  variable('SAMSVAR_CONFIG', 'the file that describes the tenants', './samsvar.yaml', './samsvar.yaml'),
  variable('LOG_LEVEL', 'how much the services log: debug, info, warn or error', 'info', 'debug'),
  variable('SANDBOX_SEED', seedMeans, '1', '2'),
  variable('SANDBOX_RECORDS', recordsMeans, '600', '3000'),
  ...portRows.map(({ name, variable: port, port: usual }) =>
    variable(port, `the port of ${name}`, String(usual), String(usual)),
  ),
];

/** What docker-compose.yml reads besides the ports above and the variables of the sample. */
export const composeVariables: readonly Variable[] = [
  variable('SAMSVAR_VERSION', 'the tag of the images that are run', version, version),
  variable('BASE_IMAGE', 'what images are built in and run on', 'node:24-bookworm-slim', 'node:24-bookworm-slim'),
  variable(
    'SAMSVAR_SECRETS',
    'a file of variables for tenants that samsvar.yaml names',
    '.env.example',
    './tenants.env',
  ),
  variable('POSTGRES_PASSWORD', 'the password of the role that migrates', 'samsvar', 'a-long-one'),
  variable('DATABASE_PASSWORD', "the password of the services' own roles", 'samsvar', 'another-long-one'),
  variable('PROMETHEUS_PORT', 'the port of Prometheus (profile observe)', '7080', '9090'),
  variable('GRAFANA_PORT', 'the port of Grafana (profile observe)', '7081', '3000'),
  variable('GRAFANA_PASSWORD', "the password of Grafana's admin; everybody may look", 'samsvar', 'a-third-one'),
  variable('KAFKA_UI_PORT', 'the port of the Kafka UI (profile observe)', '7082', '8080'),
  variable('OTEL_EXPORTER_OTLP_ENDPOINT', 'who collects spans, as containers reach it', '', 'http://collector:4318'),
  variable('OTEL_EXPORTER_OTLP_HEADERS', 'headers that spans are sent with', '', 'api-key=secret'),
  variable('OTEL_TRACES_SAMPLER', 'which traces are recorded', 'parentbased_always_on', 'parentbased_traceidratio'),
  variable('OTEL_TRACES_SAMPLER_ARG', 'the share that …traceidratio records', '1', '0.1'),
];

function variable(...[name, means, unset, example]: readonly [string, string, string, string]): Variable {
  return { name, means, unset, example };
}
