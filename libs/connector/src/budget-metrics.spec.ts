import { Metrics } from '@samsvar/service';
import { expect, test } from 'vitest';
import { budgetMetrics } from './budget-metrics.js';

test('a wait of twenty seconds is told from one of half a minute, which alarms', async () => {
  const metrics = new Metrics('spec');
  const granted = budgetMetrics(metrics, { budgets: () => [] });
  granted('edit', 20);
  granted('edit', 40);
  const { values } = await metrics.registry.getSingleMetric('samsvar_budget_wait_seconds')!.get();
  const upTo = (le: number) => values.find(({ labels }) => labels['le' as keyof typeof labels] === le)?.value;
  expect([upTo(15), upTo(30), upTo(60)]).toEqual([0, 1, 2]);
});
