import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { scriptOf, type ServiceRow } from './services.js';
import { nodeOfRepository } from './stack/folders.js';

export type Variables = Readonly<Record<string, string>>;

/** How a program ended, and what it said on standard error. */
export interface Ending {
  readonly code: number | null;
  readonly words: string;
}

/** Runs the built program of a service with these variables and no others, until it gives up. */
export function endOf(
  row: ServiceRow,
  env: Variables,
  { script = 'main', withinMs = 20_000 }: { readonly script?: 'main' | 'migrate'; readonly withinMs?: number } = {},
): Promise<Ending> {
  return new Promise((resolve) => {
    const child = spawn(nodeOfRepository, [scriptOf(row, script)], {
      cwd: tmpdir(),
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: withinMs,
    });
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
    child.on('close', (code) => resolve({ code, words }));
  });
}

/** A program that goes on: what it has said by now on both outputs, and how it ends when it is told to. */
export function begun(row: ServiceRow, env: Variables) {
  const child = spawn(nodeOfRepository, [scriptOf(row, 'main')], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const ended = once(child, 'close');
  return {
    words: () => words,
    ended: async () => ({ code: (await ended)[0] as number | null, words }),
    told: async () => {
      child.kill('SIGTERM');
      return Promise.race([ended, pause(5_000, 'still there')]);
    },
  };
}
