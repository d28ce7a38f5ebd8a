import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../stack/folders.js';
import { binary } from '../tool.js';
import { type Counts, countsOf, type Report } from './counts.js';

/** Runs one suite of Vitest, all projects of its name, with its progress shown, and counts from its report. */
export async function runSuite(
  suite: string,
  filters: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'samsvar-report-'));
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const args = [binary('vitest'), 'run', '--project', `${suite}*`, '--passWithNoTests', ...reporters, ...filters];
  const env = { ...process.env, ...more };
  const child = spawn(binary('node'), args, { cwd: repositoryRoot, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const stop = (signal: NodeJS.Signals) => void child.kill(signal);
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const exitCode = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
    return countsOf(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined, exitCode);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    rmSync(folder, { recursive: true, force: true });
  }
}
