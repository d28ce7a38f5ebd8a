import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { postgresBinaries } from './postgres-binaries.js';

/** Where a server's programs and data lie, and whom it runs as. */
export interface PostgresHome {
  readonly binaries: string;
  readonly data: string;
  /** Another user than ours, since PostgreSQL refuses to run as root. */
  readonly uid?: number;
  readonly gid?: number;
}

/** For root only: where both lie when the clone is in a folder that no other user may enter, such as /root. */
const openBase = '/var/lib/samsvar';

/** Whether any user may enter a folder, from the root down to it or to the first part that does not exist yet. */
export function mayBeEntered(folder: string): boolean {
  if (folder === dirname(folder)) return true;
  const closed = existsSync(folder) && (statSync(folder).mode & 0o001) === 0;
  return !closed && mayBeEntered(dirname(folder));
}

/** The data folder of a server: what was asked for, or its stand-in where the server's user could not reach that. */
export function dataFolderFor(wanted: string): string {
  if (process.getuid?.() !== 0 || mayBeEntered(dirname(wanted))) return wanted;
  return join(openBase, createHash('sha256').update(wanted).digest('hex').slice(0, 16), basename(wanted));
}

/** Prepares folders and, as root, the user `postgres` to run as (made where there is none). */
export function postgresHome(wanted: string): PostgresHome {
  const data = dataFolderFor(wanted);
  mkdirSync(dirname(data), { recursive: true, mode: 0o755 });
  if (process.getuid?.() !== 0) return { binaries: executable(postgresBinaries()), data };
  const { uid, gid } = userPostgres();
  mkdirSync(data, { recursive: true, mode: 0o700 });
  chownSync(data, uid, gid);
  return { binaries: executable(openBinaries()), data, uid, gid };
}

function openBinaries(): string {
  const own = realpathSync(postgresBinaries());
  if (mayBeEntered(own)) return own;
  const copy = join(openBase, `postgres-${createHash('sha256').update(own).digest('hex').slice(0, 16)}`);
  if (existsSync(copy)) return copy;
  const work = `${copy}.${process.pid}`;
  cpSync(own, work, { recursive: true, verbatimSymlinks: true });
  if (existsSync(copy)) rmSync(work, { recursive: true });
  else renameSync(work, copy);
  return copy;
}

function executable(binaries: string): string {
  for (const name of ['initdb', 'postgres']) {
    const file = join(binaries, 'bin', name);
    if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
  }
  return binaries;
}

function userPostgres(): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    execFileSync('groupadd', ['--force', '--system', 'postgres']);
    execFileSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres']);
    return { uid: id('-u'), gid: id('-g') };
  }
}
