import { runMain, runMigration } from '@samsvar/service';
import { allMigrations } from './migrations/index.js';

runMain(() =>
  runMigration(
    { service: 'link', schema: 'link', migrations: allMigrations },
    { env: process.env, words: process.argv.slice(2) },
  ),
);
