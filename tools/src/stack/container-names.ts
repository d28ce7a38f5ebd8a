import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';

/** The container of a server, and the volume with its data: named by the folder it runs for, which is this clone's. */
export const containerOf = (folder: string): string =>
  `samsvar-${basename(folder)}-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;

/** Says, beside a folder, that what would lie in it is kept in a volume of the engine. */
export const markerOf = (folder: string): string => `${folder}.container`;

/** Whether a server of this folder keeps its data in a volume. */
export const isInVolume = (folder: string): boolean => existsSync(markerOf(folder));

/** Ends the container that an earlier run left behind, if there is one; with `data` what it kept is forgotten too. */
export function forgetContainer(folder: string, { data }: { readonly data: boolean }): void {
  if (!isInVolume(folder)) return;
  const name = readFileSync(markerOf(folder), 'utf8').trim();
  spawnSync('docker', ['rm', '--force', name]);
  if (!data) return;
  spawnSync('docker', ['volume', 'rm', '--force', name]);
  rmSync(markerOf(folder), { force: true });
}
