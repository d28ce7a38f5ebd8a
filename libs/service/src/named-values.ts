import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EntryFlaw } from './tenant-words.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where named values are looked for, and who is told of one that is not there. */
export interface LookUp {
  readonly env: Environment;
  /** Paths of files start here. */
  readonly folder: string;
  readonly wrong: (flaw: EntryFlaw) => void;
  /** Whether a value is another service's to know: it is not looked for. */
  readonly elsewhere?: (path: readonly PropertyKey[]) => boolean;
}

/** Stands in the place of what is not looked for, wherever an address or a word may stand. */
const notLookedFor = 'https://known-elsewhere.invalid';

/** Every text of the form `env:NAME` or `file:PATH` becomes what it names. */
export function lookUp(value: unknown, path: readonly PropertyKey[], at: LookUp): unknown {
  if (Array.isArray(value)) return value.map((one, index) => lookUp(one, [...path, index], at));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, lookUp(one, [...path, key], at)]));
  }
  if (typeof value !== 'string') return value;
  if (/^(env|file):/.test(value) && at.elsewhere?.(path)) return notLookedFor;
  if (value.startsWith('env:')) return fromEnvironment(value.slice('env:'.length), path, at);
  return value.startsWith('file:') ? fromFile(value.slice('file:'.length), path, at) : value;
}

function fromEnvironment(name: string, path: readonly PropertyKey[], { env, wrong }: LookUp): string {
  const found = env[name]?.trim();
  if (found) return found;
  wrong({ path, what: `the variable ${name} is not set`, remedy: `set ${name}` });
  return '';
}

function fromFile(name: string, path: readonly PropertyKey[], { folder, wrong }: LookUp): string {
  try {
    const found = readFileSync(resolve(folder, name), 'utf8').trim();
    if (found !== '') return found;
    wrong({ path, what: `the file ${name} is empty`, remedy: 'put the value into it' });
  } catch {
    wrong({ path, what: `the file ${name} cannot be read`, remedy: 'name a file that this service may read' });
  }
  return '';
}
