import { historyMigration, outboxMigration, positionMigration } from '@samsvar/persistence';
import { runMain, runMigration } from '@samsvar/service';
import { migrations } from './migrations/index.js';

const all = [positionMigration, outboxMigration, historyMigration, ...migrations];

runMain(() =>
  runMigration(
    { service: 'link', schema: 'link', migrations: all },
    { env: process.env, words: process.argv.slice(2) },
  ),
);
