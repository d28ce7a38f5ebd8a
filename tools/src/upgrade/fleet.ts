import { setTimeout as pause } from 'node:timers/promises';
import { basics, productEnvironment } from '../environments.js';
import { productRows, type Script, scriptOf, type ServiceRow } from '../services.js';
import type { Settings } from '../settings.js';
import type { Exit } from '../stack/child.js';
import { freePorts } from '../stack/ports.js';
import type { Stack } from '../stack.js';
import { type Outcome, runTool } from '../tool.js';
import { nodeOf, type Version } from './checkout.js';
import { migrated } from './schemas.js';

/** A process of a service. */
export interface Replica {
  readonly row: ServiceRow;
  readonly version: Version;
  readonly port: number;
  /** What it is called among all processes. */
  readonly name: string;
}

/** On which ground the fleet runs. */
export interface Ground {
  readonly stack: Stack;
  readonly settings: Settings;
  /** What samsvar.yaml calls the keys of the tenant. */
  readonly keys: Readonly<Record<string, string>>;
}

/** As long as Kubernetes waits (`terminationGracePeriodSeconds`). */
const graceMs = 30_000;

/** The services of the product, each in one version, or in two side by side for a while. */
export class Fleet {
  private readonly running = new Map<string, Replica>();
  private door = '';

  constructor(readonly ground: Ground) {}

  /** Where link's API is asked: the newest replica of it. */
  get stack(): { readonly linkUrl: string } {
    return { linkUrl: this.door };
  }

  /** The replica of a service that stays. */
  replicaOf({ name }: ServiceRow): Replica {
    return this.running.get(name)!;
  }

  /** Topics, schemas and one replica of each service, all of one version. */
  async startAll(version: Version): Promise<void> {
    await migrated(this, version);
    await Promise.all(productRows.map((row) => this.start(row, version)));
  }

  /** Another replica of a service, ready; asked from now on where it is one of link's API. */
  async start(row: ServiceRow, version: Version): Promise<Replica> {
    const { stack, settings } = this.ground;
    const [port] = (await freePorts(1)) as [number];
    const name = `${row.name}-${version.name}`;
    const env = { ...basics(settings, row.name), ...this.environment(row), PORT: String(port) };
    const node = nodeOf(version);
    await stack.supervisor.start([{ name, entry: scriptOf(row, 'main', version.root), node, port, env }]);
    const replica: Replica = { row, version, port, name };
    this.running.set(row.name, replica);
    if (row.name === 'link') this.door = `http://127.0.0.1:${port}`;
    return replica;
  }

  /** Tells a replica to stop, and answers how it ended. */
  async stop({ name }: Replica): Promise<Exit | undefined> {
    const [exit] = await this.ground.stack.supervisor.halt([name], graceMs);
    return exit;
  }

  /** Runs a script of a version to its end. */
  runScript(version: Version, row: ServiceRow, script: Script, ...words: readonly string[]): Promise<Outcome> {
    const { databaseUrl } = this.ground.stack.servers;
    const env = { ...this.environment(row), MIGRATION_DATABASE_URL: databaseUrl };
    return runTool(nodeOf(version), ['--enable-source-maps', scriptOf(row, script, version.root), ...words], env);
  }

  /** Freezes every replica that runs while something is done. */
  async frozen(rows: readonly ServiceRow[], work: () => Promise<void>): Promise<void> {
    const pids = this.ground.stack.supervisor.pids();
    const all = rows.map((row) => pids[this.replicaOf(row).name]!);
    for (const pid of all) process.kill(pid, 'SIGSTOP');
    try {
      await work();
      await pause(settledMs);
    } finally {
      for (const pid of all) process.kill(pid, 'SIGCONT');
    }
  }

  private environment(row: ServiceRow): Readonly<Record<string, string>> {
    const { stack, settings, keys } = this.ground;
    return { ...keys, ...productEnvironment(settings, stack.servers, row) };
  }
}

/** Reads of PowerOffice Go may be so far behind; within this both edits are there for whoever reads next. */
const settledMs = 2_500;
