import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../stack/folders.js';
import { isSpec, type Source } from './sources.js';

/** A project of the workspace, with the floor it stands on (design.md 7). */
export interface Project {
  readonly name: string;
  /** Its folder, from the root of the repository. */
  readonly folder: string;
  readonly floor: number;
  readonly dependencies: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly nx?: { readonly tags?: readonly string[] };
}

/** Every project with a manifest, by reading the manifests. */
export function projects(): Project[] {
  const inside = (folder: string) => readdirSync(join(repositoryRoot, folder)).map((name) => `${folder}/${name}`);
  return [...inside('libs'), ...inside('services'), 'tools']
    .filter((folder) => existsSync(join(repositoryRoot, folder, 'package.json')))
    .map((folder) => read(folder));
}

function read(folder: string): Project {
  const manifest = JSON.parse(readFileSync(join(repositoryRoot, folder, 'package.json'), 'utf8')) as Manifest;
  const floor = manifest.nx?.tags?.find((tag) => tag.startsWith('floor:'))?.slice('floor:'.length);
  return {
    name: manifest.name,
    folder,
    floor: floor === undefined ? Number.NaN : Number(floor),
    dependencies: Object.keys(manifest.dependencies ?? {}),
  };
}

/** Dependencies on an own or higher floor, and projects without a floor, each as a sentence (Inv 1). */
export function floorsBroken(all: readonly Project[]): string[] {
  const floorOf = new Map(all.map(({ name, floor }) => [name, floor]));
  const broken = all.flatMap(({ name, floor, dependencies }) =>
    dependencies
      .filter((other) => floorOf.has(other) && !(floorOf.get(other)! < floor))
      .map((other) => `${name} (floor ${floor}) depends on ${other} (floor ${floorOf.get(other)})`),
  );
  return [...all.filter(({ floor }) => Number.isNaN(floor)).map(({ name }) => `${name} has no floor`), ...broken];
}

/** Imports that a manifest does not name, or that go past a project's door, each as `path imports what`. */
export function importsUndeclared(all: readonly Project[], files: readonly Source[]): string[] {
  const names = new Set(all.map(({ name }) => name));
  return files.flatMap(({ path, text }) => {
    const own = all.find(({ folder }) => path.startsWith(`${folder}/`));
    const declared = new Set([own?.name, ...(own?.dependencies ?? []), '@samsvar/testing']);
    return imported(text)
      .filter((what) => what.startsWith('@samsvar/') || what.startsWith('../../../'))
      .filter((what) => !names.has(projectOf(what)) || !declared.has(projectOf(what)) || climbs(path, what))
      .map((what) => `${path} imports ${what}${isSpec(path) ? ' (in a spec)' : ''}`);
  });
}

const projectOf = (what: string) => what.split('/').slice(0, 2).join('/');
const climbs = (path: string, what: string) =>
  what.startsWith('../') && what.split('../').length - 1 >= path.split('/src/')[1]!.split('/').length;

function imported(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
}
