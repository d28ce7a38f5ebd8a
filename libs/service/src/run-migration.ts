import { awaitSchema, migrate, migrationFor, type Migration } from '@samsvar/persistence';
import { Complaint, readConfig } from './config.js';
import { DatabaseSettings } from './settings.js';

/** A service's schema, and what brings it up to date. */
export interface SchemaPlan {
  readonly service: string;
  readonly schema: string;
  readonly migrations: readonly Migration[];
}

/** How `migrate` was called: its variables, and the words after it. */
export interface Call {
  readonly env: NodeJS.ProcessEnv;
  readonly words: readonly string[];
}

const tell = (words: string): void => void process.stdout.write(`${words}\n`);

/**
 * Brings a service's schema up to date. `--wait` only waits until somebody has, in the service's own role: what stands
 * before a service that starts beside the migration.
 */
export async function runMigration({ service, schema, migrations }: SchemaPlan, { env, words }: Call): Promise<void> {
  const wrong = words.find((word) => word !== '--wait');
  if (wrong !== undefined) throw new Complaint(`migrate knows --wait and nothing else, so not ${wrong}`);
  const { DATABASE_URL, MIGRATION_DATABASE_URL } = readConfig(DatabaseSettings, env);
  const applicationName = `${service}-migrate`;
  if (words.length > 0) {
    await awaitSchema({ url: DATABASE_URL, schema, migrations, applicationName, say: tell });
    return tell(`${schema}: up to date`);
  }
  const ran = await migrate({
    ...migrationFor(DATABASE_URL, MIGRATION_DATABASE_URL),
    schema,
    applicationName,
    migrations,
  });
  tell(`${schema}: ${ran.length === 0 ? 'up to date' : ran.join(', ')}`);
}
