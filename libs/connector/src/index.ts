export * from './failures.js';
export * from './port.js';
