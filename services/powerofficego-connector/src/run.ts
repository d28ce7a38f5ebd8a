import { createHash } from 'node:crypto';
import { Budget, budgetMetrics, runConnector, upstreamMetrics } from '@samsvar/connector';
import { readBoth } from '@samsvar/service';
import { Settings } from './config.js';
import { powerOfficeGo } from './connector.js';

/**
 * 10 requests a second per subscription key are allowed; evenly spaced by this, an eleventh comes within a second only
 * where one was held up for more than 100 ms on its way (docs/decisions/0008).
 */
const intervalMs = 110;

/** Runs the PowerOffice Go connector. */
export function run(env: NodeJS.ProcessEnv): Promise<void> {
  const { settings, tenants } = readBoth(Settings, env, { systems: ['powerofficego'] });
  return runConnector({
    name: 'powerofficego-connector',
    schema: 'powerofficego_connector',
    portVariable: 'POWEROFFICEGO_CONNECTOR_PORT',
    settings,
    tenants,
    connector: (database, metrics) => {
      const budgets = new Map<string, Budget>();
      const granted = budgetMetrics(metrics, { budgets: () => [...budgets.values()] });
      const budgetOf = (subscriptionKey: string) => {
        const name = `powerofficego/${createHash('sha256').update(subscriptionKey).digest('hex').slice(0, 16)}`;
        const known = budgets.get(name) ?? new Budget({ database, name, intervalMs, granted });
        budgets.set(name, known);
        return known;
      };
      const reached = tenants.map(
        ({ id, powerofficego }) =>
          [
            id,
            {
              baseUrl: powerofficego.baseUrl,
              applicationKey: powerofficego.applicationKey.reveal(),
              clientKey: powerofficego.clientKey.reveal(),
              subscriptionKey: powerofficego.subscriptionKey.reveal(),
              jsonPatchTest: powerofficego.jsonPatchTest,
            },
          ] as const,
      );
      const byTenant = Object.fromEntries(reached);
      return powerOfficeGo({
        tenants: byTenant,
        slot: (tenant, lane) => budgetOf(byTenant[tenant]!.subscriptionKey).slot(tenant, lane),
        pageSize: settings.POWEROFFICEGO_PAGE_SIZE,
        answered: upstreamMetrics(metrics),
      });
    },
  });
}
