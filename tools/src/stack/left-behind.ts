import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leftBehind } from '../run-file.js';
import { isRunning } from './command-of.js';
import { stopOrphan } from './child.js';
import { Complaint } from './complaint.js';
import { forgetContainer } from './container-names.js';
import { repositoryRoot } from './folders.js';
import { stopLeftKafka } from './kafka.js';
import { stopLeftPostgres } from './postgres.js';
import { dataFolderFor } from './postgres-home.js';

/** The parts of a state folder. */
export const partsOf = (folder: string) => ({
  kafka: join(folder, 'kafka'),
  postgres: join(folder, 'postgres'),
  /** Which sample the sandbox's state belongs to. */
  sample: join(folder, 'sample.json'),
  sandbox: join(folder, 'sandbox'),
  logs: join(folder, 'logs'),
  runFile: join(folder, 'run.json'),
  /** Who runs here now. */
  owner: join(folder, 'owner.pid'),
});

/** Takes a state folder for this process, or says who has it; a second run would fight the first one for everything. */
export function takeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  // PostgreSQL as root runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const { owner } = partsOf(folder);
  const pid = existsSync(owner) ? Number(readFileSync(owner, 'utf8')) : undefined;
  if (pid !== undefined && pid !== process.pid && isRunning(pid, join(repositoryRoot, 'tools')))
    throw new Complaint(`npm start runs here already, as process ${pid}: stop that one first.`);
  writeFileSync(owner, String(process.pid));
}

/** Gives the folder back, if it is ours to give. */
export function leaveFolder(folder: string): void {
  const { owner } = partsOf(folder);
  if (existsSync(owner) && Number(readFileSync(owner, 'utf8')) === process.pid) rmSync(owner);
}

/** Stops every process that an earlier run, killed without a chance to clean up, left behind in this folder. */
export async function stopLeftBehind(folder: string): Promise<void> {
  const parts = partsOf(folder);
  for (const { pid } of Object.values(leftBehind(parts.runFile)))
    await stopOrphan(pid, [join(repositoryRoot, 'services')], 'SIGTERM');
  rmSync(parts.runFile, { force: true });
  for (const server of [parts.kafka, parts.postgres]) forgetContainer(server, { data: false });
  await Promise.all([stopLeftKafka(parts.kafka), stopLeftPostgres(parts.postgres)]);
}

/** Forgets everything a folder holds but who has it, also what lies elsewhere on its behalf. */
export function wipeFolder(folder: string): void {
  const { owner: _kept, ...parts } = partsOf(folder);
  for (const server of [parts.kafka, parts.postgres]) forgetContainer(server, { data: true });
  for (const path of [...Object.values(parts), dataFolderFor(parts.postgres)])
    rmSync(path, { recursive: true, force: true });
}
