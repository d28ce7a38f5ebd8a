import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { readSettings, type Settings } from './settings.js';
import { repositoryRoot } from './stack/folders.js';
import { dataFolderFor } from './stack/postgres-home.js';
import { freePorts } from './stack/ports.js';
import { portRows } from './variables.js';

/** A place for a stack of its own, on free ports, that leaves nothing behind. */
export interface TemporaryPlace {
  readonly folder: string;
  readonly settings: Settings;
  /** Forgets everything; after the stack was stopped. */
  remove(): void;
}

/** What may differ from `npm start`. */
export interface TemporaryWishes {
  readonly records?: number;
  readonly seed?: number;
  /** Whose samsvar.yaml it is; this repository's unless told otherwise. */
  readonly root?: string;
  /** The tenants of samsvar.yaml to keep; all unless told otherwise. */
  readonly tenants?: readonly string[];
  /** The HRM connector paces itself no more than the sandbox with its limits off would have it; for benchmarks. */
  readonly unlimited?: boolean;
  /** No guard holds any change, however many there are. */
  readonly unguarded?: boolean;
  /** What tenants say otherwise than in samsvar.yaml, by tenant. */
  readonly choices?: Readonly<Record<string, object>>;
  /** How much of the HRM's last changes every poll lists again; as the profile says unless told otherwise. */
  readonly overlapSeconds?: number;
  /** Departments and employees born in the HRM are made in PowerOffice Go. */
  readonly creates?: boolean;
  /** Uses the Kafka and PostgreSQL the environment names, where it names some. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Makes a folder and picks ports, for benchmarks and end-to-end tests; nothing of `.samsvar` is touched. */
export async function temporaryPlace(wishes: TemporaryWishes = {}): Promise<TemporaryPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'samsvar-stack-'));
  // PostgreSQL as root runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const ports = await freePorts(portRows.length);
  const settings: Settings = {
    ...readSettings(wishes.env ?? { SAMSVAR_CACHE: process.env['SAMSVAR_CACHE'], HOME: process.env['HOME'] }),
    // Faults are dealt to processes.
    servers: 'processes',
    ports: Object.fromEntries(portRows.map(({ name }, at) => [name, ports[at]!])),
    config: configFor(folder, wishes),
    sandboxRecords: wishes.records ?? 600,
    sandboxSeed: wishes.seed ?? 1,
  };
  const remove = () => {
    for (const path of [dataFolderFor(join(folder, 'postgres')), folder])
      rmSync(path, { recursive: true, force: true });
  };
  return { folder, settings, remove };
}

interface Config {
  readonly tenants: Readonly<Record<string, { readonly customhrm: object }>>;
}

/** More than any run changes. */
const noGuards = Object.fromEntries(
  ['create', 'deactivate', 'clear', 'update'].map((sort) => [sort, { absolute: 1_000_000, percent: 100 }]),
);
const creating = { 'departments-department': { creates: true }, 'employees-employee': { creates: true } };

function configFor(folder: string, wishes: TemporaryWishes): string {
  const { root = repositoryRoot, tenants, unlimited, overlapSeconds, unguarded, creates, choices } = wishes;
  const shipped = join(root, 'samsvar.yaml');
  const hrm = { ...(unlimited && { requestsPerSecond: 0 }), ...(overlapSeconds !== undefined && { overlapSeconds }) };
  const more = { ...(unguarded && { guards: noGuards }), ...(creates && { flows: creating }) };
  if (!tenants && !choices && Object.keys({ ...hrm, ...more }).length === 0) return shipped;
  const config = parse(readFileSync(shipped, 'utf8')) as Config;
  const kept = Object.entries(config.tenants)
    .filter(([tenant]) => tenants?.includes(tenant) ?? true)
    .map(([id, entry]) => [id, { ...entry, ...more, ...choices?.[id], customhrm: { ...entry.customhrm, ...hrm } }]);
  const file = join(folder, 'samsvar.yaml');
  writeFileSync(file, stringify({ ...config, tenants: Object.fromEntries(kept) as Config['tenants'] }));
  return file;
}
