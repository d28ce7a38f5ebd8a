import type { AddressInfo } from 'node:net';
import { systemClock } from './clock.js';
import type { Clock } from './clock.js';
import { serverOf } from './doors/server.js';
import { openWorld } from './open-world.js';
import type { World } from './world.js';

/** How a sandbox is started; every setting has the default of a local `npm start`. */
export interface SandboxOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly seed?: number;
  /** How many rows the five PowerOffice Go resources have together. */
  readonly records?: number;
  /** The file that keeps changes across restarts; without it they live in memory. */
  readonly state?: string;
  readonly tenants?: readonly string[];
  readonly lagMs?: number;
  /** Off: neither system limits the product's requests. */
  readonly limits?: boolean;
  readonly clock?: Clock;
  /** Hears the sentence that an old state file was not of use. */
  readonly note?: (sentence: string) => void;
}

export interface Sandbox {
  readonly port: number;
  /** Without a trailing slash; `${url}/powerofficego/v2` and `${url}/customhrm/v1` are the systems. */
  readonly url: string;
  readonly world: World;
  close(): Promise<void>;
}

/** Starts both systems on one port. Rejects when the port is taken (`EADDRINUSE`). */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 7071, host = '127.0.0.1', limits = true } = options;
  const { world, journal } = openWorld({
    seed: options.seed ?? 1,
    records: options.records ?? 600,
    tenants: options.tenants ?? ['default', 'second'],
    lagMs: options.lagMs ?? 500,
    clock: options.clock ?? systemClock,
    note: options.note ?? (() => undefined),
    ...(options.state && { state: options.state }),
  });
  world.limits = { powerofficego: limits, customhrm: limits };
  const app = serverOf(world);
  await app.listen({ port, host });
  const bound = (app.server.address() as AddressInfo).port;
  const close = async (): Promise<void> => {
    await app.close();
    world.stalls.close();
    journal.close();
  };
  return { port: bound, url: `http://${host}:${bound}`, world, close };
}
