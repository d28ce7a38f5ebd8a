import { setTimeout as pause } from 'node:timers/promises';
import type { Exit } from './child.js';
import { Complaint, type Say, wordsOf } from './complaint.js';

/** A server of ours that can be stopped, and that tells when it ended by itself. */
export interface Server {
  readonly pid: number | undefined;
  readonly exited: Promise<Exit>;
  stop(): Promise<void>;
}

/** A server that is started again whenever it dies, until it is told to stop. */
export interface KeptServer<S extends Server> {
  /** The one that runs now. */
  current(): S;
  /** Kills it, as a machine that fails does, and starts it again when that is over; resolves when it answers again. */
  away(until: Promise<unknown>): Promise<void>;
  stop(): Promise<void>;
}

/** Who is told of a death, and what ends the care. */
export interface Care {
  readonly say: Say;
  readonly signal?: AbortSignal | undefined;
}

/** Keeps a server up as an operator of a cluster would: with the same data, on the same port. */
export async function keep<S extends Server>(
  name: string,
  start: () => Promise<S>,
  { say, signal }: Care,
): Promise<KeptServer<S>> {
  let server = await start();
  let stopped = false;
  const stopping = () => stopped || (signal?.aborted ?? false);
  let held: Promise<unknown> = Promise.resolve();
  let restarting: Promise<unknown> = Promise.resolve();
  const watch = () =>
    void server.exited.then(({ code, signal }) => {
      if (stopping()) return;
      say(`${name} died (${signal ?? `exit code ${code}`}) and is started again.`);
      restarting = held
        .then(() => tryAgain(start, stopping))
        .then(
          (next) => {
            server = next;
            watch();
          },
          (failure: unknown) => stopping() || say(`${name} could not be started again: ${wordsOf(failure)}`),
        );
    });
  watch();
  const away = async (until: Promise<unknown>) => {
    const { pid, exited } = server;
    if (pid === undefined) throw new Complaint(`${name} is not ours to take away.`);
    held = until;
    process.kill(pid, 'SIGKILL');
    await exited;
    await restarting;
  };
  const stop = async () => {
    stopped = true;
    await restarting;
    await server.stop();
  };
  return { current: () => server, away, stop };
}

const triesMost = 5;

/** A database that was killed refuses to start while the last of its children are still going: it gets a few tries. */
async function tryAgain<S>(start: () => Promise<S>, given: () => boolean): Promise<S> {
  for (let tries = 1; ; tries++) {
    try {
      return await start();
    } catch (failure) {
      if (tries === triesMost || given()) throw failure;
      await pause(500);
    }
  }
}
