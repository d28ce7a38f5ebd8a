export * from './given.js';
export { MemoryLedger } from './memory-ledger.js';
