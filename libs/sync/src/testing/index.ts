export * from './given.js';
export * from './office.js';
export { type KeptLink, MemoryLedger } from './memory-ledger.js';
