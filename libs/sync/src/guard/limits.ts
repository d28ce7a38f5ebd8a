import type { FlowId } from '@samsvar/contracts';
import type { FlowCounts } from '../batch/ledger.js';
import type { GuardClass, GuardKey } from './guarded.js';
import { guardedOf } from './guarded.js';

/** How much may change before a person is asked: more than `absolute` records and more than `percent` of the linked. */
export interface Limit {
  readonly absolute: number;
  readonly percent: number;
}
export type Limits = Readonly<Record<GuardClass, Limit>>;

/** What holds where the tenant says nothing (design.md 4, Guard). */
export const usualLimits: Limits = {
  create: { absolute: 50, percent: 20 },
  deactivate: { absolute: 5, percent: 2 },
  clear: { absolute: 20, percent: 10 },
  update: { absolute: 50, percent: 20 },
};

/** The most changes of a class that go out in an hour without a person: both parts must be exceeded to hold it. */
export function mostOf(
  key: GuardKey,
  limitsOf: (flow: FlowId) => Limits,
  counts: Readonly<Record<FlowId, FlowCounts>>,
): number {
  const { flow, class: name } = guardedOf(key);
  const { absolute, percent } = limitsOf(flow)[name];
  return Math.max(absolute, Math.floor((percent / 100) * counts[flow].linked));
}
