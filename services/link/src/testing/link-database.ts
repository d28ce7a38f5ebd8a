import type { Database } from '@samsvar/persistence';
import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl } from '@samsvar/testing';
import { allMigrations } from '../migrations/index.js';

/** All tables of link, in a schema of their own on the server of this test run. */
export const linkDatabase = (): Promise<Database> => freshDatabase(databaseUrl(), allMigrations);
