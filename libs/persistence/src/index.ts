export { Columns } from './columns.js';
export * from './database.js';
export * from './leases.js';
export { migrate, type MigrateOptions, NewerSchema } from './migrate.js';
export * from './outbox.js';
export * from './positions.js';
export { DatabaseComplaint, type DatabaseLog } from './reach.js';
export { Relay, type RelayOptions } from './relay.js';
export { databaseUrlFor, migrationFor, type ServiceRole } from './role.js';
