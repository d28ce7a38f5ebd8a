import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository, from `tools/src/stack` and `tools/dist/stack` alike. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Holds what outlives a clone: `SAMSVAR_CACHE`, else `samsvar` in the user's cache folder. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  return resolve(env['SAMSVAR_CACHE'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'samsvar'));
}

/** What a run keeps, and where it says what it does; all of it git-ignored (design.md 6). */
export const stateFolder = (root = repositoryRoot) => join(root, '.samsvar');

/** Node 24, whatever runs us. */
export const nodeOfRepository = join(repositoryRoot, 'node_modules', '.bin', 'node');
