export { Columns } from './columns.js';
export * from './database.js';
export * from './leases.js';
export { migrate, NewerSchema } from './migrate.js';
export * from './outbox.js';
export * from './positions.js';
export { Relay, type RelayOptions } from './relay.js';
