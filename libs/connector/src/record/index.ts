export * from './fields.js';
export * from './gone.js';
export * from './hear.js';
export * from './recover.js';
export * from './row.js';
export * from './seen.js';
export * from './settle.js';
export * from './write.js';
