import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './command.js';
import { repositoryRoot } from './stack/folders.js';
import { Complaint } from './stack/complaint.js';
import { type Counts, countsOf, isGood, lastLine, type Report, sum } from './test-run/counts.js';
import { binary } from './tool.js';

/** One after the other: the first needs nothing, the second two servers, the last the whole stack and some quiet. */
const suites = ['unit', 'int', 'e2e'];

const folder = mkdtempSync(join(tmpdir(), 'samsvar-report-'));

/** Runs one suite with its progress shown, and counts from its report. */
async function runSuite(suite: string, filters: readonly string[]): Promise<Counts> {
  const file = join(folder, `${suite}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const args = [binary('vitest'), 'run', '--project', suite, '--passWithNoTests', ...reporters, ...filters];
  const child = spawn(binary('node'), args, { cwd: repositoryRoot, stdio: ['ignore', 'inherit', 'inherit'] });
  const stop = (signal: NodeJS.Signals) => void child.kill(signal);
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const exitCode = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  process.off('SIGINT', stop).off('SIGTERM', stop);
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined;
  return countsOf(report, exitCode);
}

await command(async () => {
  const words = process.argv.slice(2);
  const option = words.find((word) => word.startsWith('-'));
  if (option) throw new Complaint(`Unknown option ${option}: npm test -- [${suites.join('|')}] [path …]`, 2);
  const chosen = suites.filter((suite) => words.includes(suite));
  const filters = words.filter((word) => !suites.includes(word));
  const counts: Counts[] = [];
  try {
    for (const suite of chosen.length > 0 ? chosen : suites) counts.push(await runSuite(suite, filters));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const total = sum(counts);
  console.log(lastLine(total));
  return isGood(total) ? 0 : 1;
});
