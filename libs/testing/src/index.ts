export * from './collector.js';
export * from './eventually.js';
export * from './front.js';
export * from './sandbox.js';
export * from './sandbox-people.js';
export * from './servers.js';
