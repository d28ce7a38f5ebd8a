import { doingNames } from '../doings.js';
import type { Mutation } from '../mutation.js';
import type { Point } from '../points.js';
import type { WorldOptions } from '../world-options.js';

/** A safety mechanism, how it is taken away, and the world in which its absence shows. */
export interface Mutant {
  /** The mechanism, in the words of design.md 4. */
  readonly name: string;
  /** Made anew for each world: some remember. */
  readonly remove: () => Mutation;
  /** Systems as they must be for it to matter; they are so with the mechanism too. */
  readonly given?: Mutation;
  readonly focus?: NonNullable<WorldOptions['focus']>;
  /** Where processes fall asleep; anywhere unless said. */
  readonly sleepsAt?: readonly Point[];
  readonly tuning?: NonNullable<WorldOptions['tuning']>;
  readonly doings?: NonNullable<WorldOptions['doings']>;
}

/** Weather that some mechanisms are there for. */
export const lagging = { staleRead: 1, crash: 0, pause: 0 };
export const losing = { answerLost: 0.3, requestLost: 0.1, crash: 0, pause: 0 };

/** People do nothing but say new things: whatever is said twice then is an echo. */
export const onlyEdits: NonNullable<WorldOptions['doings']> = {
  ...Object.fromEntries(doingNames.map((name) => [name, 0])),
  edit: 10,
};
