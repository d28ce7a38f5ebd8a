import type { Mutant } from './mutant.js';
import { ofConnectors } from './of-connectors.js';
import { ofLink } from './of-link.js';

/**
 * Every safety mechanism that can be taken away. To add one: a row in its file; a seam it needs goes into
 * `mutation.ts`.
 */
export const mutants: readonly Mutant[] = [...ofConnectors, ...ofLink];

export { type Mutant } from './mutant.js';
