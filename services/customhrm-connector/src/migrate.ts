import { migrateConnector } from '@samsvar/connector';
import { runMain } from '@samsvar/service';

runMain(() =>
  migrateConnector('customhrm-connector', 'customhrm_connector', { env: process.env, words: process.argv.slice(2) }),
);
