import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { productRows, sandboxRow } from '../services.js';
import { repositoryRoot } from '../stack/folders.js';
import { mustBeSet, type Variable } from '../variables.js';

/** A variable that services read, and which of them. */
export interface ServiceVariable extends Variable {
  readonly readBy: readonly string[];
}

const folders = [...new Set([...productRows, sandboxRow].map(({ folder }) => folder))];
/** Built code reads built code; specs run from source, and so does what they read. */
const configFile = import.meta.url.endsWith('.ts') ? 'src/config.ts' : 'dist/config.js';

/**
 * Every variable of every service. What a service is told is a door of it like its port: `config` holds its zod schema
 * as `Settings`. It is opened at run time, by path, so that no project imports a service (floors).
 */
export async function serviceVariables(): Promise<readonly ServiceVariable[]> {
  const all = new Map<string, ServiceVariable>();
  for (const folder of folders) {
    const file = pathToFileURL(join(repositoryRoot, 'services', folder, configFile)).href;
    const { Settings } = (await import(file)) as { readonly Settings: z.ZodObject };
    for (const variable of variablesOf(Settings)) {
      const known = all.get(variable.name);
      all.set(variable.name, { ...variable, readBy: [...(known?.readBy ?? []), folder] });
    }
  }
  return [...all.values()];
}

/** The variables a schema of settings asks for, as it describes them: `what it is, for example value`. */
export const variablesOf = ({ shape }: z.ZodObject): readonly Variable[] =>
  Object.entries(shape as Readonly<Record<string, z.ZodType>>).map(([name, setting]) => {
    const [means = '', example = ''] = setting.description?.split(', for example ') ?? [];
    // Asked for what it makes of nothing, a schema says its default, or that it cannot do without.
    const unset = setting.safeParse(undefined);
    return { name, means, unset: unset.success ? String(unset.data ?? '') : mustBeSet, example };
  });
