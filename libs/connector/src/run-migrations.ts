import { migrate, migrationFor } from '@samsvar/persistence';
import { DatabaseSettings, readConfig } from '@samsvar/service';
import { connectorMigrations } from './store/migrations.js';

/** Brings a connector's schema up to date; run before the service starts. */
export async function migrateConnector(name: string, schema: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { DATABASE_URL, MIGRATION_DATABASE_URL } = readConfig(DatabaseSettings, env);
  const ran = await migrate({
    ...migrationFor(DATABASE_URL, MIGRATION_DATABASE_URL),
    schema,
    applicationName: `${name}-migrate`,
    migrations: connectorMigrations,
  });
  process.stdout.write(`${schema}: ${ran.length === 0 ? 'up to date' : ran.join(', ')}\n`);
}
