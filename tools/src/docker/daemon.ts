import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { run } from '../stack/child.js';
import { Complaint, type Say } from '../stack/complaint.js';
import { either, until } from '../stack/until.js';
import { engineAnswers } from './docker.js';

/** An engine that answers; one that was started here is stopped here. */
export interface Daemon {
  stop(): Promise<void>;
}

const needs =
  'Containers need a Docker engine, and here none answers: start yours, or as root on Debian or Ubuntu ' +
  '`apt-get install docker.io`, and run this again as root, which starts it for as long as it is needed.';
const readyWithinMs = 60_000;
const stopWithinMs = 30_000;

/** The engine that runs, or Debian's started for as long as we need it; a complaint that says what to do otherwise. */
export async function ensureDaemon(logFolder: string, say: Say): Promise<Daemon> {
  if (await engineAnswers()) return { stop: () => Promise.resolve() };
  const has = (program: string) => spawnSync('which', [program]).status === 0;
  if (process.getuid?.() !== 0 || !has('docker') || !has('dockerd')) throw new Complaint(needs);
  const logFile = join(logFolder, 'engine.log');
  say(`  No engine runs: starting dockerd (log: ${logFile}) …`);
  const engine = run({ file: 'dockerd', args: [], env: process.env, logFile });
  const died = new AbortController();
  void engine.exited.then(() => died.abort(new Complaint(`dockerd did not start: ${logFile} says why.`)));
  await until(async () => ((await engineAnswers()) ? true : undefined), {
    withinMs: readyWithinMs,
    everyMs: 300,
    complaint: () => new Complaint(`dockerd did not answer within ${readyWithinMs / 1000} s: see ${logFile}.`),
    signal: either(died.signal, undefined),
  });
  return { stop: async () => void (await engine.stop(stopWithinMs)) };
}
