import { join } from 'node:path';
import { repositoryRoot } from './stack/folders.js';

/** A program of ours that is kept running. */
export interface Service {
  /** Its name in run.json, in log files and in what is said about it. */
  readonly name: string;
  /** The script that is run by Node. */
  readonly entry: string;
  /** The Node that runs it; this repository's without. */
  readonly node?: string;
  readonly port: number;
  /** What it is told through its environment, on top of what it needs to run at all. */
  readonly env: Readonly<Record<string, string>>;
}

/** A row of the table of what runs locally (contracts.md 5). */
export interface ServiceRow {
  readonly name: string;
  /** The folder under `services/`. */
  readonly folder: string;
  readonly port: number;
  /** The variable that moves its port. */
  readonly variable: string;
  /** Schema and role of its own, where it has a database. */
  readonly schema?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Comes up before all others and goes last, as the systems outside would. */
export const sandboxRow: ServiceRow = {
  name: 'sandbox',
  folder: 'sandbox',
  port: 7071,
  variable: 'SANDBOX_PORT',
};

/** Link is one program in two roles, so that its API and its consumers are scaled and restarted apart. */
export const productRows: readonly ServiceRow[] = [
  {
    name: 'powerofficego-connector',
    folder: 'powerofficego-connector',
    port: 7072,
    variable: 'POWEROFFICEGO_CONNECTOR_PORT',
    schema: 'powerofficego_connector',
  },
  {
    name: 'customhrm-connector',
    folder: 'customhrm-connector',
    port: 7073,
    variable: 'CUSTOMHRM_CONNECTOR_PORT',
    schema: 'customhrm_connector',
  },
  { name: 'mapping', folder: 'mapping', port: 7074, variable: 'MAPPING_PORT' },
  {
    name: 'link-consumer',
    folder: 'link',
    port: 7075,
    variable: 'LINK_CONSUMER_PORT',
    schema: 'link',
    env: { LINK_ROLE: 'consumer' },
  },
  { name: 'link', folder: 'link', port: 7070, variable: 'LINK_PORT', schema: 'link', env: { LINK_ROLE: 'api' } },
];

/** What a service is built into. */
export type Script = 'main' | 'migrate' | 'topics' | 'rebuild' | 'forget-tenant';

/**
 * The built script of a service, of this repository or of another version of it; `main` runs the service, `migrate`
 * prepares its schema, `topics` makes the topics, `rebuild` rebuilds its projections, `forget-tenant` deletes what it
 * keeps of a tenant that is no more.
 */
export const scriptOf = (row: ServiceRow, script: Script, root = repositoryRoot): string =>
  join(root, 'services', row.folder, 'dist', `${script}.js`);
