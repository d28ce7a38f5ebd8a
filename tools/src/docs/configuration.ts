import { productRows } from '../services.js';
import { composeVariables, localVariables, mustBeSet, type Variable } from '../variables.js';
import { type Page, printedFrom, row, tableHead } from './page.js';
import type { ServiceVariable } from './service-settings.js';
import { tenantKeys } from './tenant-keys.js';

const code = (text: string) => (text === '' ? '' : `\`${text}\``);
/** What holds where nothing is set: a value, or words about it. */
const unsetCell = ({ unset }: Variable) => (unset.includes(' ') ? unset : code(unset));
const variableRow = (one: Variable, ...more: readonly string[]) =>
  row(code(one.name), one.means, unsetCell(one), code(one.example), ...more);
const everyService = new Set(productRows.map(({ folder }) => folder)).size;
const readBy = ({ readBy: services }: ServiceVariable) =>
  services.length === everyService ? 'every service' : services.join(', ');
const isOfSandbox = ({ readBy: services }: ServiceVariable) => services.includes('sandbox');

/** `docs/configuration.md`: every variable of every program, and every key of samsvar.yaml. */
export const configurationPage = (services: readonly ServiceVariable[]): Page => ({
  path: 'docs/configuration.md',
  content: [
    '# Configuration\n',
    `${printedFrom('the config schemas of services, libs/service and tools')}\n`,
    'Programs are configured by variables of the environment; tenants by one file, `samsvar.yaml`. What is wrong with',
    'either is told at the start, all of it at once, with what to do about it, and ends the program with exit code 2.',
    'Empty variables count as unset. `.env.example` lists the variables for a shell.\n',
    '## `npm start`, `npm test`\n',
    'Nothing has to be set. `npm start` reads all of these, `npm test` the first four; what else is set is handed on',
    'to the services it starts, such as `SANDBOX_LAG_MS`.\n',
    tableHead('Variable', 'Means', 'Where not set', 'Example'),
    ...localVariables.map((one) => variableRow(one)),
    '\n## `docker compose`\n',
    'Nothing has to be set. docker-compose.yml reads these, and of those above the ports (but for the controller of',
    'Kafka), `SAMSVAR_CONFIG`, `LOG_LEVEL`, `SANDBOX_SEED` and `SANDBOX_RECORDS`; Compose reads `.env` by itself.\n',
    tableHead('Variable', 'Means', 'Where not set', 'Example'),
    ...composeVariables.map((one) => variableRow(one)),
    '\n## The services\n',
    '`npm start` sets all of these. Whoever runs a service otherwise sets them.\n',
    tableHead('Variable', 'Means', 'Where not set', 'Example', 'Read by'),
    ...services.filter((one) => !isOfSandbox(one)).map((one) => variableRow(one, readBy(one))),
    '\n`migrate` is run before a service with a database starts; it reads `DATABASE_URL` and',
    '`MIGRATION_DATABASE_URL`. `migrate --wait`, as the role of `DATABASE_URL`, only waits until somebody has.',
    '`topics` (of link) makes the topics that are missing; it reads `KAFKA_BROKERS` and how to sign in there.\n',
    '## The sandbox\n',
    tableHead('Variable', 'Means', 'Where not set', 'Example'),
    ...services.filter(isOfSandbox).map((one) => variableRow(one)),
    ...tenantSection(),
    '',
  ].join('\n'),
});

const tenantSection = (): readonly string[] => [
  '\n## `samsvar.yaml`\n',
  'One file describes all tenants: `tenants.<id>` has the keys below. An id is lower-case letters, digits and hyphens.',
  'Any text may be `env:NAME` (a variable of the service that reads the file) or `file:PATH` (a file, from the folder',
  'of samsvar.yaml), and secrets should be. `libs/service/samsvar.example.yaml` shows every key in its place.\n',
  tableHead('Key', 'Takes', 'Where not set', 'Means'),
  ...tenantKeys().map(({ path, takes, unset, means }) => row(code(path), takes, unset, means)),
];

/** `.env.example`: the same variables as a file for a shell, every line a comment, since nothing has to be set. */
export const exampleEnvironment = (services: readonly ServiceVariable[]): Page => ({
  path: '.env.example',
  content: [
    '# Printed by `npm run docs`; docs/configuration.md says more. Nothing has to be set for `npm start`. Copy it to',
    '# .env, take the # away where you want something else, and run: set -a; . ./.env; set +a; npm start',
    '# (docker compose reads .env by itself)',
    ...exampleSection('npm start', localVariables),
    ...exampleSection(
      'docker compose (and the ports, the sample, SAMSVAR_CONFIG and LOG_LEVEL above)',
      composeVariables,
    ),
    ...exampleSection(
      'A service that is run by itself (npm start sets these)',
      services.filter((one) => !isOfSandbox(one)).map((one) => ({ ...one, means: `${one.means} (${readBy(one)})` })),
    ),
    ...exampleSection('The sandbox', services.filter(isOfSandbox)),
    '',
  ].join('\n'),
});

const exampleSection = (heading: string, variables: readonly Variable[]): readonly string[] => [
  `\n# --- ${heading}`,
  ...variables.map(({ name, means, unset, example }) => `\n# ${means}${unsetWords(unset)}\n# ${name}=${example}`),
];
const unsetWords = (unset: string) => (unset === '' ? '' : unset === mustBeSet ? `; ${unset}` : `; not set: ${unset}`);
