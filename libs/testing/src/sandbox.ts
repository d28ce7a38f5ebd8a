import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SandboxPeople } from './sandbox-people.js';

/** Both systems of the sandbox, as a process of their own: services import no service, and neither do their specs. */
export interface Sandbox {
  /** Without a trailing slash; `${url}/powerofficego` and `${url}/customhrm` are the systems. */
  readonly url: string;
  /** Someone at the systems' own screens, whose requests are never counted as ours, limited or made to fail. */
  readonly people: SandboxPeople;
  /** Turns a switch under `/sandbox/v1`, for example `faults` with `{ 'lost-answer': 1 }`. */
  turn(
    name: 'faults' | 'lag' | 'limits' | 'privileges' | 'restored' | `contacts/${string}`,
    value: object,
  ): Promise<void>;
  /** Our requests to a system since the last `forget`. */
  counted(system: 'powerofficego' | 'customhrm'): Promise<Counted>;
  forget(): Promise<void>;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

export interface Counted {
  readonly requests: readonly { readonly path: string; readonly status: number; readonly count: number }[];
  /** The most that came in any sliding second. */
  readonly maxPerSecond: number;
}

export interface SandboxSettings {
  /** Rows of the five PowerOffice Go resources together; a hundred unless told otherwise. */
  readonly records?: number;
  /** How far PowerOffice Go's reads are behind; not at all unless told otherwise. */
  readonly lagMs?: number;
  /** Whether both systems limit our requests; they do not unless told to. */
  readonly limits?: boolean;
}

const program = fileURLToPath(new URL('../../../services/sandbox/dist/main.js', import.meta.url));
const patienceMs = 20_000;

/** Starts the built sandbox on a free port, with nothing kept on disk, and waits until it answers. */
export async function startSandbox(settings: SandboxSettings = {}): Promise<Sandbox> {
  const { records = 100, lagMs = 0, limits = false } = settings;
  const child = spawn(process.execPath, [program], {
    env: {
      SANDBOX_PORT: '0',
      SANDBOX_TENANTS: 'default',
      SANDBOX_RECORDS: String(records),
      SANDBOX_LAG_MS: String(lagMs),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test run that ends without its last hook takes the sandbox with it.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const url = `http://127.0.0.1:${await portOf(child)}`;
  const turn = (name: string, value: object) => switched(`${url}/sandbox/v1/${name}`, 'PUT', value);
  if (!limits) await turn('limits', { powerofficego: false, customhrm: false });
  return {
    url,
    people: await SandboxPeople.of(url),
    turn,
    counted: async (system) => {
      const tally = (await (await fetch(`${url}/sandbox/v1/counters`)).json()) as Record<string, Counted>;
      return tally[system]!;
    },
    forget: () => switched(`${url}/sandbox/v1/counters`, 'DELETE'),
    stop: () => stop(child),
  };
}

/** The port the sandbox says it listens on; a complaint in its own words when it ends before. */
async function portOf(child: ChildProcess): Promise<number> {
  const said: string[] = [];
  child.stderr!.on('data', (words: Buffer) => said.push(words.toString()));
  const late = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  try {
    for await (const line of createInterface({ input: child.stdout! })) {
      child.stdout!.resume();
      return (JSON.parse(line) as { listening: number }).listening;
    }
  } finally {
    clearTimeout(late);
  }
  throw new Error(`the sandbox did not start (npm run build makes ${program}): ${said.join('')}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  child.kill('SIGTERM');
  await gone;
  clearTimeout(late);
}

async function switched(url: string, method: string, value?: object): Promise<void> {
  const answer = await fetch(url, { method, ...(value && { body: JSON.stringify(value) }) });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
}
