import { basics, productEnvironment, sandboxEnvironment } from './environments.js';
import { runMigrations } from './migrations.js';
import { sandboxVariables } from './sandbox-keys.js';
import { productRows, sandboxRow, scriptOf, type Service, type ServiceRow } from './services.js';
import { requireSameSample } from './start/sample-guard.js';
import type { Settings } from './settings.js';
import { killEverything } from './stack/child.js';
import { Complaint } from './stack/complaint.js';
import { leaveFolder, partsOf, stopLeftBehind, takeFolder, wipeFolder } from './stack/left-behind.js';
import { freePorts, requireFree } from './stack/ports.js';
import { type Servers, startServers } from './stack/servers.js';
import { ensureAllTopics } from './stack/topics.js';
import type { Steps } from './steps.js';
import { Supervisor } from './supervisor.js';
import { portRows } from './variables.js';

/** What a stack is made of, and where it keeps its state. */
export interface StackOptions {
  readonly settings: Settings;
  /** Holds everything the run keeps: servers' data, sandbox state, logs, run.json. */
  readonly folder: string;
  readonly steps: Steps;
  /** Begins anew: what an earlier run kept is forgotten first. */
  readonly fresh?: boolean;
  /** More variables for the sandbox and every service. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Kafka, PostgreSQL, the sandbox and all services, on one machine, kept running until stopped. */
export class Stack {
  readonly sandboxUrl: string;
  readonly linkUrl: string;
  readonly supervisor: Supervisor;
  readonly #broken = new AbortController();
  #starting: Promise<Servers> | undefined;
  #servers: Servers | undefined;

  constructor(private readonly options: StackOptions) {
    const { ports } = options.settings;
    this.sandboxUrl = `http://127.0.0.1:${ports['sandbox']}`;
    this.linkUrl = `http://127.0.0.1:${ports['link']}`;
    const { runFile, logs } = partsOf(options.folder);
    const say = (words: string) => options.steps.line(words);
    this.supervisor = new Supervisor({ runFile, logFolder: logs, say, graceMs: 5_000 });
  }

  get ports(): Settings['ports'] {
    return this.options.settings.ports;
  }

  /** The addresses of the servers; only once they have started. */
  get servers(): Servers {
    if (!this.#servers) throw new Error('the servers have not started yet');
    return this.#servers;
  }

  /** Every process of the stack by name; of the servers the first of theirs. */
  pids(): Readonly<Record<string, number>> {
    return { ...this.supervisor.pids(), ...this.#servers?.pids() };
  }

  async start(): Promise<void> {
    await this.startGround();
    await this.startProduct();
  }

  /** What the services stand on: Kafka, PostgreSQL and the sandbox, each ready. */
  async startGround(): Promise<void> {
    const { steps, settings, folder } = this.options;
    await this.#clear();
    const sandbox = this.#serviceOf(sandboxRow, sandboxEnvironment(settings, folder));
    await Promise.all([
      steps.step('Kafka and PostgreSQL', () => this.#startServers()),
      steps.step(`sandbox with ${settings.sandboxRecords} records`, () => this.supervisor.start([sandbox])),
    ]);
  }

  /** Topics, schemas and all services of the product, each ready; in waves where the order matters, else at once. */
  async startProduct(...waves: readonly (readonly string[])[]): Promise<void> {
    const { steps, settings } = this.options;
    const keys = await sandboxVariables(this.sandboxUrl);
    const envOf = (row: ServiceRow) => ({ ...keys, ...productEnvironment(settings, this.servers, row) });
    await steps.step('topics and schemas', () => this.#prepare(envOf));
    for (const names of waves.length > 0 ? waves : [productRows.map(({ name }) => name)]) {
      const rows = productRows.filter(({ name }) => names.includes(name));
      const services = rows.map((row) => this.#serviceOf(row, envOf(row)));
      await steps.step(`services: ${names.join(', ')}`, () => this.supervisor.start(services));
    }
  }

  /** A second process of each of these services, on ports of their own; stopped with the first. */
  async startBeside(names: readonly string[]): Promise<void> {
    const keys = await sandboxVariables(this.sandboxUrl);
    const ports = await freePorts(names.length);
    const services = names.map((name, at): Service => {
      const row = productRows.find((one) => one.name === name)!;
      const first = this.#serviceOf(row, { ...keys, ...productEnvironment(this.options.settings, this.servers, row) });
      const port = ports[at]!;
      return { ...first, name: `${name}-2`, port, env: { ...first.env, PORT: String(port) } };
    });
    await this.supervisor.start(services);
  }

  /** A second sandbox, on a port of its own, in memory alone; stopped with the rest. */
  async startSandboxBeside(port: number): Promise<string> {
    const env = { ...basics(this.options.settings, 'sandbox'), SANDBOX_PORT: String(port), SANDBOX_RECORDS: '100' };
    await this.supervisor.start([{ name: 'sandbox-beside', entry: scriptOf(sandboxRow, 'main'), port, env }]);
    return `http://127.0.0.1:${port}`;
  }

  /** Services first, since they drain into what stands under them; within twelve seconds, whatever happens. */
  async stop(): Promise<void> {
    this.#broken.abort(new Complaint('stopped before everything had started'));
    const services = Object.keys(this.supervisor.pids()).filter((name) => name !== sandboxRow.name);
    await this.supervisor.stop(services, [sandboxRow.name]);
    const servers = await this.#starting?.catch(() => undefined);
    await servers?.stop();
    leaveFolder(this.options.folder);
  }

  /** Ends everything at once. */
  kill(): void {
    this.supervisor.kill();
    killEverything();
    leaveFolder(this.options.folder);
  }

  async #clear(): Promise<void> {
    const { folder, settings, fresh } = this.options;
    takeFolder(folder);
    await stopLeftBehind(folder);
    if (fresh) wipeFolder(folder);
    requireSameSample(partsOf(folder).sample, settings);
    const foreign = [
      ...(settings.kafkaBrokers ? ['kafka', 'kafka-controller'] : []),
      ...(settings.databaseUrl ? ['postgres'] : []),
    ];
    const wanted = portRows.filter(({ name }) => !foreign.includes(name));
    await requireFree(wanted.map(({ name, variable }) => ({ whose: name, variable, port: settings.ports[name]! })));
  }

  async #startServers(): Promise<void> {
    const { settings, folder, steps } = this.options;
    const parts = partsOf(folder);
    const { ports } = settings;
    this.#starting = startServers({
      kafkaBrokers: settings.kafkaBrokers,
      databaseUrl: settings.databaseUrl,
      cache: settings.cache,
      kafkaFolder: parts.kafka,
      postgresFolder: parts.postgres,
      logFolder: parts.logs,
      ports: { kafka: ports['kafka']!, kafkaController: ports['kafka-controller']!, postgres: ports['postgres']! },
      say: (words) => steps.line(`  ${words}`),
      kind: settings.servers,
      signal: this.#broken.signal,
    });
    this.#servers = await this.#starting;
  }

  async #prepare(envOf: (row: ServiceRow) => Readonly<Record<string, string>>): Promise<void> {
    const { brokers, databaseUrl } = this.servers;
    const schemasReady = runMigrations((row) => ({ ...envOf(row), MIGRATION_DATABASE_URL: databaseUrl }), {
      logFolder: partsOf(this.options.folder).logs,
      signal: this.#broken.signal,
    });
    await Promise.all([ensureAllTopics(brokers), schemasReady]);
  }

  #serviceOf(row: ServiceRow, env: Readonly<Record<string, string>>): Service {
    const { settings, env: more } = this.options;
    const { name } = row;
    const port = settings.ports[name]!;
    return { name, entry: scriptOf(row, 'main'), port, env: { ...basics(settings, name), ...env, ...more } };
  }
}
