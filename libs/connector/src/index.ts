export { Budget, type BudgetOptions, type Lane } from './budget.js';
export * from './failures.js';
export * from './port.js';
export * from './record/index.js';
export { type ConnectorService, runConnector } from './run-connector.js';
export * from './runtime/trial.js';
export { migrateConnector } from './run-migrations.js';
export { connectorMigrations } from './store/migrations.js';
export { SharedToken, type Signed } from './token.js';
