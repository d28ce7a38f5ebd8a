export * from './eventually.js';
export * from './servers.js';
