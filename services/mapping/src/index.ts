export { sayCommand } from './commands.js';
export { sayRecord } from './records.js';
