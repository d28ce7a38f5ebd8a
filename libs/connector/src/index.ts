export * from './failures.js';
export * from './port.js';
export * from './record/index.js';
