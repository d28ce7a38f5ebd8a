import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryRoot } from '../stack/folders.js';

/** A file of ours: its path from the root of the repository, and what it says. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

const skipped = new Set(['node_modules', 'dist', 'coverage', '.nx', '.samsvar', '.git']);

/** Every TypeScript file of the repository, with what is not committed yet. */
export function sources(folders: readonly string[] = ['libs', 'services', 'tools']): Source[] {
  return folders
    .flatMap((folder) => [...walk(join(repositoryRoot, folder))])
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map((path) => ({ path: relative(repositoryRoot, path), text: readFileSync(path, 'utf8') }));
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

/** Suites, in a spec or beside a port for others to call. */
export const isSpec = (path: string): boolean => /\.(spec|contract)\.ts$/.test(path);
