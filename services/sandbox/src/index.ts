export type { Clock } from './clock.js';
export { credentialsOf } from './keys.js';
export type { Credentials } from './keys.js';
export { startSandbox } from './start.js';
export type { Sandbox, SandboxOptions } from './start.js';
export type { Tenant, World } from './world.js';
