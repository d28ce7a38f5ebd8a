import { join } from 'node:path';
import { sandboxTenants } from './sandbox-keys.js';
import type { ServiceRow } from './services.js';
import type { Settings } from './settings.js';
import { urlOfRole } from './stack/databases.js';
import { partsOf } from './stack/left-behind.js';

type Variables = Readonly<Record<string, string>>;

/** What the servers are called by, once they run. */
export interface ServerAddresses {
  readonly brokers: string;
  readonly databaseUrl: string;
}

/** What every program of ours is told: where to listen, and how much to say. */
export const basics = ({ logLevel, ports }: Settings, name: string): Variables => ({
  PORT: String(ports[name]),
  HOST: '127.0.0.1',
  LOG_LEVEL: logLevel,
});

/** What the sandbox is told. */
export const sandboxEnvironment = (settings: Settings, folder: string): Variables => ({
  ...basics(settings, 'sandbox'),
  SANDBOX_PORT: String(settings.ports['sandbox']),
  SANDBOX_SEED: String(settings.sandboxSeed),
  SANDBOX_RECORDS: String(settings.sandboxRecords),
  SANDBOX_TENANTS: sandboxTenants.join(','),
  SANDBOX_STATE: join(partsOf(folder).sandbox, 'state.jsonl'),
});

/** What a service of the product is told; with a schema, the way to it in its own role and as whoever migrates. */
export const productEnvironment = (settings: Settings, servers: ServerAddresses, row: ServiceRow): Variables => ({
  ...basics(settings, row.name),
  SAMSVAR_CONFIG: settings.config,
  KAFKA_BROKERS: servers.brokers,
  KAFKAJS_NO_PARTITIONER_WARNING: '1',
  ...(row.schema && { DATABASE_URL: urlOfRole(servers.databaseUrl, row.schema) }),
  ...row.env,
});
