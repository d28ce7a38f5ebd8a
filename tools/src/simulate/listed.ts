import type { Reading } from '@samsvar/connector';
import type { SimHrmResource } from './sim-hrm-resource.js';
import type { SimPogoResource } from './sim-pogo-resource.js';

export type SimResource = SimPogoResource | SimHrmResource;

/** What was listed, and when the listing was begun. */
export interface Listed {
  readonly resource: SimResource;
  readonly readings: readonly Reading[];
  readonly begunAt: number;
  /** The poll that lists it, where its end is told. */
  readonly pollId?: string | undefined;
}
