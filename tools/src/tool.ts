import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from './stack/folders.js';

/** How a tool ended, what it said and how long it took. */
export interface Outcome {
  readonly code: number;
  readonly said: string;
  readonly ms: number;
}

/** A program from `node_modules/.bin`. */
export const binary = (name: string): string => join(repositoryRoot, 'node_modules', '.bin', name);

/** Runs a tool (at the root of the repository) and keeps what it says; `more` is added to its environment. */
export function runTool(
  file: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
  cwd = repositoryRoot,
): Promise<Outcome> {
  const since = Date.now();
  // Nx asks no cloud, keeps no daemon and draws no screen.
  const env = { ...process.env, NX_NO_CLOUD: 'true', NX_DAEMON: 'false', NX_TUI: 'false', ...more };
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', (error) => (said += error.message));
    child.on('close', (code) => resolve({ code: code ?? 1, said, ms: Date.now() - since }));
  });
}
