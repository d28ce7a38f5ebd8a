import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lastWords, logSize } from './last-words.js';
import { RunFile } from './run-file.js';
import type { Service } from './services.js';
import { type Child, type Exit, run } from './stack/child.js';
import { Complaint, type Say } from './stack/complaint.js';
import { nodeOfRepository } from './stack/folders.js';
import { until } from './stack/until.js';

/** What keeps a set of services running needs to know. */
export interface SupervisorOptions {
  readonly runFile: string;
  readonly logFolder: string;
  readonly say: Say;
  /** How long a service may take to stop before it is made to. */
  readonly graceMs?: number;
  readonly readyWithinMs?: number;
  /** Waits this long before a service that died twice in quick succession is started again. */
  readonly restartAfterMs?: number;
}

interface Kept {
  readonly service: Service;
  child: Child;
  startedAt: number;
  /** How much its log held when it was started first. */
  readonly logBefore: number;
  ready: boolean;
  /** It was halted: its end is no reason to start it again. */
  halted?: boolean;
}

/** A service that lives this long has not died in quick succession. */
const steadyMs = 10_000;
/** What a service exits with when its configuration is wrong: starting it again would say the same. */
const wronglyConfigured = 2;

/** Starts services, starts again what dies, as Kubernetes would, and stops them in good order. */
export class Supervisor {
  readonly #kept = new Map<string, Kept>();
  readonly #runFile: RunFile;
  readonly #deaths: string[] = [];
  #stopping = false;

  constructor(private readonly options: SupervisorOptions) {
    this.#runFile = new RunFile(options.runFile);
  }

  /** Starts these services side by side and resolves when every one of them says that it is ready. */
  async start(services: readonly Service[]): Promise<void> {
    if (this.#stopping) throw new Complaint('stopped before everything had started');
    const kept = services.map((service) => this.#launch(service));
    await Promise.all(kept.map((one) => this.#ready(one)));
  }

  /** The process of each service that runs, by name. */
  pids(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#kept].map(([name, { child }]) => [name, child.pid]));
  }

  /** Who ended without being told to, and how, in the order of time. */
  get deaths(): readonly string[] {
    return this.#deaths;
  }

  /** Ends some services, who stay away until they are started again; answers how each ended. */
  async halt(names: readonly string[], graceMs?: number): Promise<readonly (Exit | undefined)[]> {
    for (const name of names) this.#kept.get(name)!.halted = true;
    return Promise.all(names.map((name) => this.#stopOne(name, graceMs)));
  }

  /** Stops what was started last first; services named together stop together. */
  async stop(...order: readonly (readonly string[])[]): Promise<void> {
    this.#stopping = true;
    const named = order.flat();
    const rest = [...this.#kept.keys()].filter((name) => !named.includes(name));
    for (const names of [...order, rest]) await Promise.all(names.map((name) => this.#stopOne(name)));
    this.#runFile.remove();
  }

  /** Ends everything at once, without a word to anybody. */
  kill(): void {
    this.#stopping = true;
    for (const { child } of this.#kept.values()) child.kill();
    this.#runFile.remove();
  }

  async #stopOne(name: string, graceMs = this.options.graceMs ?? 6_000): Promise<Exit | undefined> {
    const exit = await this.#kept.get(name)?.child.stop(graceMs);
    this.#kept.delete(name);
    this.#runFile.ended(name);
    return exit;
  }

  #launch(service: Service): Kept {
    const logBefore = logSize(this.#logOf(service));
    const kept: Kept = { service, child: this.#spawn(service), startedAt: Date.now(), logBefore, ready: false };
    this.#kept.set(service.name, kept);
    this.#watch(kept);
    return kept;
  }

  #spawn(service: Service): Child {
    const child = run({
      file: service.node ?? nodeOfRepository,
      args: ['--enable-source-maps', service.entry],
      env: { ...process.env, ...service.env },
      logFile: this.#logOf(service),
    });
    this.#runFile.started(service.name, child.pid, service.port);
    return child;
  }

  #watch(kept: Kept): void {
    void kept.child.exited.then(async (exit) => {
      if (this.#stopping || kept.halted) return;
      const { name } = kept.service;
      this.#runFile.ended(name);
      if (!kept.ready && exit.code === wronglyConfigured) return;
      this.#deaths.push(`${name} died (${reasonOf(exit)})`);
      const diedYoung = Date.now() - kept.startedAt < steadyMs;
      this.options.say(`${name} died (${reasonOf(exit)}) and is started again; its log: ${this.#logOf(kept.service)}`);
      if (diedYoung) await pause(this.options.restartAfterMs ?? 1_000);
      if (!this.#stopping) this.#restart(kept);
    });
  }

  #restart(kept: Kept): void {
    kept.child = this.#spawn(kept.service);
    kept.startedAt = Date.now();
    this.#watch(kept);
  }

  async #ready(kept: Kept): Promise<void> {
    const { name, port } = kept.service;
    const withinMs = this.options.readyWithinMs ?? 60_000;
    const log = this.#logOf(kept.service);
    const outcome = await until(async () => (await refusal(kept)) ?? ((await isReady(port)) ? 'ready' : undefined), {
      withinMs,
      complaint: () => new Complaint(`${name} did not become ready within ${withinMs / 1000} s; its log: ${log}`),
    });
    if (outcome === 'refused') {
      throw new Complaint(`${name} cannot run as it is configured:\n${lastWords(log, kept.logBefore)}`, 2);
    }
    kept.ready = true;
  }

  #logOf(service: Service): string {
    return join(this.options.logFolder, `${service.name}.log`);
  }
}

const reasonOf = ({ code, signal }: Exit) => signal ?? `exit code ${code}`;

async function refusal({ child }: Kept): Promise<'refused' | undefined> {
  return child.hasExited() && (await child.exited).code === wronglyConfigured ? 'refused' : undefined;
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2_000) });
  await answer.body?.cancel();
  return answer.ok;
}
