import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { FlowId, System } from '@samsvar/contracts';
import { systems as allSystems } from '@samsvar/contracts';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigurationProblem } from './config.js';
import { type Environment, lookUp } from './named-values.js';
import type { TenantEntry } from './tenant-schema.js';
import { TenantsFile } from './tenant-schema.js';
import { type EntryFlaw, flawsOf } from './tenant-words.js';
import { lineOf } from './yaml-lines.js';

/** A tenant as samsvar.yaml describes it, with its id. */
export type Tenant = z.infer<typeof TenantEntry> & { readonly id: string };
export type FlowSettings = NonNullable<Tenant['flows'][FlowId]>;

/** What else a service finds wrong with a tenant; paths start below the tenant, for example `['flows', …]`. */
export type TenantRule = (tenant: Tenant) => readonly EntryFlaw[];

/** Reads the file that describes the tenants. Everything wrong with it is told at once, with line and remedy. */
export function readTenants(
  path: string,
  env: Environment,
  needs: Pick<Source, 'rule' | 'systems'> = {},
): readonly Tenant[] {
  return parseTenants(textOf(path), { env, folder: dirname(resolve(path)), name: path, ...needs });
}

const whatToDo = 'what to do about it';

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    const remedy = 'set SAMSVAR_CONFIG to the file that describes the tenants, for example ./samsvar.yaml';
    throw new ConfigurationProblem([{ where: path, what: 'cannot be read', remedy }], undefined, whatToDo);
  }
}

interface Source {
  readonly env: Environment;
  readonly folder: string;
  readonly name: string;
  readonly rule?: TenantRule;
  /** Whose addresses and keys are looked for; all of them unless told otherwise. */
  readonly systems?: readonly System[];
}

/** The tenants some YAML describes; `env:` and `file:` are looked up. */
export function parseTenants(
  text: string,
  { env, folder, name, rule = () => [], systems = allSystems }: Source,
): readonly Tenant[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const heading = `${name} is wrong`;
  if (document.errors.length > 0) {
    const rows = document.errors.map((error) => ({
      where: `line ${lines.linePos(error.pos[0]).line}`,
      what: error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''),
      remedy: 'mend the YAML',
    }));
    throw new ConfigurationProblem(rows, heading, whatToDo);
  }
  const { tenants, flaws } = read(document.toJS() as unknown, { env, folder, rule, systems });
  if (flaws.length === 0) return tenants;
  const rows = flaws.map(({ path, what, remedy }) => {
    const line = lineOf(document, lines, path);
    return { line, where: `line ${line}: ${path.map(String).join('.') || name}`, what, remedy };
  });
  throw new ConfigurationProblem(
    rows.sort((a, b) => a.line - b.line),
    heading,
    whatToDo,
  );
}

interface Reading {
  readonly tenants: readonly Tenant[];
  readonly flaws: readonly EntryFlaw[];
}

type Needs = Required<Omit<Source, 'name'>>;

function read(value: unknown, { env, folder, rule, systems }: Needs): Reading {
  const missing: EntryFlaw[] = [];
  const others = allSystems.filter((system) => !systems.includes(system));
  // A system's keys stand below `tenants.<id>.<system>`.
  const elsewhere = ([, , system]: readonly PropertyKey[]) => others.some((other) => other === system);
  const looked = lookUp(value, [], { env, folder, elsewhere, wrong: (flaw) => missing.push(flaw) });
  const parsed = TenantsFile.safeParse(looked ?? {});
  if (!parsed.success) {
    // What could not be looked up is said once, and not again because it is empty.
    const said = new Set(missing.map(({ path }) => path.join('\n')));
    const open = parsed.error.issues.filter(({ path }) => !said.has(path.join('\n')));
    return { tenants: [], flaws: [...missing, ...open.flatMap((issue) => flawsOf(TenantsFile, issue))] };
  }
  const tenants = Object.entries(parsed.data.tenants).map(([id, entry]) => ({ id, ...entry }));
  const ruled = tenants.flatMap((tenant) =>
    rule(tenant).map((flaw) => ({ ...flaw, path: ['tenants', tenant.id, ...flaw.path] })),
  );
  return { tenants, flaws: [...missing, ...ruled] };
}
