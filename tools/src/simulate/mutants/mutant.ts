import type { Mutation } from '../mutation.js';
import type { WorldOptions } from '../world.js';

/** A safety mechanism, how it is taken away, and the world in which its absence shows. */
export interface Mutant {
  /** The mechanism, in the words of design.md 4. */
  readonly name: string;
  /** Made anew for each world: some remember. */
  readonly remove: () => Mutation;
  readonly tuning?: NonNullable<WorldOptions['tuning']>;
  readonly doings?: NonNullable<WorldOptions['doings']>;
}

/** Weather that some mechanisms are there for. */
export const lagging = { staleRead: 1 };
export const losing = { answerLost: 0.3, requestLost: 0.1 };
