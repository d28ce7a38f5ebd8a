import { migrateConnector } from '@samsvar/connector';
import { runMain } from '@samsvar/service';

runMain(() =>
  migrateConnector('powerofficego-connector', 'powerofficego_connector', {
    env: process.env,
    words: process.argv.slice(2),
  }),
);
