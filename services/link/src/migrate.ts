import { historyMigration, migrate, migrationFor, outboxMigration, positionMigration } from '@samsvar/persistence';
import { DatabaseSettings, readConfig, runMain } from '@samsvar/service';
import { migrations } from './migrations/index.js';

runMain(async () => {
  const { DATABASE_URL, MIGRATION_DATABASE_URL } = readConfig(DatabaseSettings, process.env);
  const all = [positionMigration, outboxMigration, historyMigration, ...migrations];
  const ran = await migrate({
    ...migrationFor(DATABASE_URL, MIGRATION_DATABASE_URL),
    schema: 'link',
    applicationName: 'link-migrate',
    migrations: all,
  });
  process.stdout.write(`link: ${ran.length === 0 ? 'up to date' : ran.join(', ')}\n`);
});
