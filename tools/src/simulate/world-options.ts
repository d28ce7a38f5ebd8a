import type { Customs } from './customs.js';
import type { DoingName } from './doings.js';
import type { Tuning } from './faults.js';
import type { Mutation } from './mutation.js';
import type { FocusOn } from './people.js';
import type { Point } from './points.js';

/** What a world may be made to be, instead of what its seed draws. */
export interface WorldOptions {
  readonly tuning?: Tuning;
  readonly doings?: Readonly<Partial<Record<DoingName, number>>>;
  readonly customs?: Customs;
  /** Where processes fall asleep; anywhere unless said. */
  readonly sleepsAt?: readonly Point[];
  /** What everybody works on. */
  readonly focus?: FocusOn;
  /** A mechanism taken away. */
  readonly mutation?: Mutation;
}
