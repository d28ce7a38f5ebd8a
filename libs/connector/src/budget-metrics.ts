import type { Metrics } from '@samsvar/service';
import { type Budget, type Granted, type Lane, lanes as allLanes } from './budget.js';

export interface Budgets {
  /** Those there are when it is asked. */
  readonly budgets: () => readonly Budget[];
  /** The lanes that are used; all of them unless told otherwise. */
  readonly lanes?: readonly Lane[];
}

/** Measures how requests wait for the budgets of a service. */
export function budgetMetrics(metrics: Metrics, { budgets, lanes = allLanes }: Budgets): Granted {
  metrics.watched('budget_waiting', 'requests that wait for the budget in this process', ['lane'], () =>
    lanes.map((lane) => [{ lane }, budgets().reduce((sum, budget) => sum + budget.waitingIn(lane), 0)] as const),
  );
  metrics.watched('budget_limit_per_second', 'the requests a second that all budgets of this service allow', [], () => [
    [{}, budgets().reduce((sum, budget) => sum + budget.perSecond(), 0)],
  ]);
  // Half a minute is what SamsvarBudgetShort asks about.
  const buckets = [0.01, 0.1, 0.5, 1, 5, 15, 30, 60, 300, 900];
  const waits = metrics.histogram('budget_wait_seconds', 'how long requests waited for the budget', ['lane'], buckets);
  return (lane, waitedSeconds) => waits.observe({ lane }, waitedSeconds);
}
