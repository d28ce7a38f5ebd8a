import { type Call, runMigration } from '@samsvar/service';
import { connectorMigrations } from './store/migrations.js';

/** Brings a connector's schema up to date; run before the service starts. */
export const migrateConnector = (service: string, schema: string, call: Call): Promise<void> =>
  runMigration({ service, schema, migrations: connectorMigrations }, call);
