export * from './given.js';
export * from './office.js';
export { MemoryLedger } from './memory-ledger.js';
