import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { FlowId } from '@samsvar/contracts';
import type { Node } from 'yaml';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { ProblemRow } from './config.js';
import { ConfigurationProblem } from './config.js';
import type { TenantEntry } from './tenant-schema.js';
import { TenantsFile } from './tenant-schema.js';

/** A tenant as samsvar.yaml describes it, with its id. */
export type Tenant = z.infer<typeof TenantEntry> & { readonly id: string };
export type FlowSettings = NonNullable<Tenant['flows'][FlowId]>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the file that describes the tenants. Everything wrong with it is told at once, with line and remedy. */
export function readTenants(path: string, env: Environment): readonly Tenant[] {
  return parseTenants(textOf(path), { env, folder: dirname(resolve(path)), name: path });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    const remedy = 'set SAMSVAR_CONFIG to the file that describes the tenants, for example ./samsvar.yaml';
    throw new ConfigurationProblem([{ where: path, what: 'cannot be read', remedy }]);
  }
}

/** The tenants some YAML describes; `env:` and `file:` are looked up. */
export function parseTenants(
  text: string,
  where: { env: Environment; folder: string; name: string },
): readonly Tenant[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const rows: ProblemRow[] = document.errors.map((error) => ({
    where: `line ${lines.linePos(error.pos[0]).line}`,
    what: error.message.split('\n')[0]!,
    remedy: 'mend the YAML',
  }));
  const lineOf = (path: readonly PropertyKey[]): string => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return `line ${lines.linePos((node as Node).range![0]).line}`;
    }
    return 'line 1';
  };
  const wrong = (path: readonly PropertyKey[], what: string, remedy: string) =>
    rows.push({ where: `${lineOf(path)}: ${path.join('.')}`, what, remedy });
  const looked = rows.length > 0 ? undefined : lookUp(document.toJS() as unknown, [], { ...where, wrong });
  const parsed = TenantsFile.safeParse(looked ?? {});
  if (!parsed.success && rows.length === 0) {
    for (const issue of parsed.error.issues) wrong(issue.path, wordsOf(issue), remedyOf(issue));
  }
  if (rows.length > 0 || !parsed.success) throw new ConfigurationProblem(rows, `${where.name} is wrong`);
  return Object.entries(parsed.data.tenants).map(([id, entry]) => ({ id, ...entry }));
}

interface LookUp {
  readonly env: Environment;
  readonly folder: string;
  readonly wrong: (path: readonly PropertyKey[], what: string, remedy: string) => void;
}

/** Every text of the form `env:NAME` or `file:PATH` becomes what it names. */
function lookUp(value: unknown, path: readonly PropertyKey[], at: LookUp): unknown {
  if (Array.isArray(value)) return value.map((one, index) => lookUp(one, [...path, index], at));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, lookUp(one, [...path, key], at)]));
  }
  if (typeof value !== 'string') return value;
  if (value.startsWith('env:')) return fromEnvironment(value.slice(4), path, at);
  return value.startsWith('file:') ? fromFile(value.slice(5), path, at) : value;
}

function fromEnvironment(name: string, path: readonly PropertyKey[], { env, wrong }: LookUp): string {
  const found = env[name];
  if (found !== undefined && found !== '') return found;
  wrong(path, `the variable ${name} is not set`, `set ${name}`);
  return 'missing';
}

function fromFile(name: string, path: readonly PropertyKey[], { folder, wrong }: LookUp): string {
  try {
    return readFileSync(resolve(folder, name), 'utf8').trim();
  } catch {
    wrong(path, `the file ${name} cannot be read`, 'name a file that this service may read');
    return 'missing';
  }
}

const wordsOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'unrecognized_keys' ? `unknown: ${issue.keys.join(', ')}` : issue.message;

const remedyOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'unrecognized_keys'
    ? 'remove it, or see libs/service/samsvar.example.yaml for every key'
    : 'see libs/service/samsvar.example.yaml';
