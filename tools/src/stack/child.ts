import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isRunning } from './command-of.js';

/** A program to run beside us. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Where both its outputs go, appended. */
  readonly logFile: string;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** The signal that asks it to stop in good order; SIGTERM unless told otherwise. */
  readonly stopSignal?: NodeJS.Signals;
}

/** How a program ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The end of what is not ours to watch. */
export const neverExits = new Promise<Exit>(() => undefined);

/** A program that runs, until it ends by itself or is stopped. */
export interface Child {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly hasExited: () => boolean;
  /** Asks it to stop, and after the grace time makes it. Resolves when it is gone. */
  stop(graceMs: number): Promise<Exit>;
  kill(): void;
}

const living = new Set<Child>();

/** Ends at once whatever still runs of all that was ever started here. */
export function killEverything(): void {
  for (const child of living) child.kill();
}

/** Starts a program in a group of its own, so that Ctrl-C reaches us alone and we decide the order of stopping. */
export function run(program: Program): Child {
  mkdirSync(dirname(program.logFile), { recursive: true });
  const log = openSync(program.logFile, 'a');
  const child = spawn(program.file, program.args, {
    env: program.env as NodeJS.ProcessEnv | undefined,
    cwd: program.cwd,
    detached: true,
    stdio: ['ignore', log, log],
    ...(program.uid !== undefined && { uid: program.uid, gid: program.gid }),
  });
  closeSync(log);
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  const hasExited = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const stop = async (graceMs: number) => {
    if (!hasExited()) child.kill(program.stopSignal ?? 'SIGTERM');
    await Promise.race([exited, pause(graceMs, undefined, { ref: false })]);
    if (!hasExited()) child.kill('SIGKILL');
    return exited;
  };
  const started: Child = { pid: child.pid ?? -1, exited, hasExited, stop, kill: () => void child.kill('SIGKILL') };
  living.add(started);
  void exited.then(() => living.delete(started));
  return started;
}

/** Stops a process of an earlier run that was left behind: only if its command line says that it is ours. */
export async function stopOrphan(pid: number, words: readonly string[], signal: NodeJS.Signals): Promise<boolean> {
  if (!isRunning(pid, ...words)) return false;
  process.kill(pid, signal);
  const deadline = Date.now() + orphanGraceMs;
  while (isRunning(pid, ...words) && Date.now() < deadline) await pause(50);
  if (isRunning(pid, ...words)) process.kill(pid, 'SIGKILL');
  while (isRunning(pid, ...words)) await pause(20);
  return true;
}

const orphanGraceMs = 10_000;
