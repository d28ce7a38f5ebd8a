import { Budget, budgetMetrics, runConnector, upstreamMetrics } from '@samsvar/connector';
import type { Tenant, TenantRule } from '@samsvar/service';
import { readBoth } from '@samsvar/service';
import { Settings } from './config.js';
import type { HrmTenant } from './connector.js';
import { customHrm } from './connector.js';
import { loadProfile } from './profile.js';

/** Slots of the budget are taken this many at a time when many wait: one question to the database for all of them. */
const slotsMax = 10;

/** Runs the HRM connector. */
export function run(env: NodeJS.ProcessEnv): Promise<void> {
  const { settings, tenants } = readBoth(Settings, env, { rule: signsIn, systems: ['customhrm'] });
  const reached = Object.fromEntries(tenants.map((tenant) => [tenant.id, hrmOf(tenant)]));
  return runConnector({
    name: 'customhrm-connector',
    schema: 'customhrm_connector',
    portVariable: 'CUSTOMHRM_CONNECTOR_PORT',
    settings,
    tenants,
    connector: (database, metrics) => {
      const budgets = new Map<string, Budget>();
      const granted = budgetMetrics(metrics, { budgets: () => [...budgets.values()], lanes: ['edit'] });
      for (const { id, customhrm } of tenants) {
        const perSecond = customhrm.requestsPerSecond ?? reached[id]!.profile.limits.perSecond;
        if (perSecond === 0) continue;
        const intervalMs = 1_000 / perSecond;
        budgets.set(id, new Budget({ database, name: `customhrm/${id}`, intervalMs, slotsMax, granted }));
      }
      const slot = (tenant: string) => budgets.get(tenant)?.slot(tenant, 'edit') ?? Promise.resolve();
      return customHrm({ tenants: reached, slot, answered: upstreamMetrics(metrics) });
    },
  });
}

/** Every profile there is signs in by OAuth client credentials. */
const signsIn: TenantRule = ({ customhrm }) =>
  (['clientId', 'clientSecret'] as const)
    .filter((key) => customhrm[key] === undefined)
    .map((key) => ({
      path: ['customhrm', key],
      what: 'is missing',
      remedy: `the profile signs in by OAuth client credentials: add it, for example ${key}: env:HRM_KEY`,
    }));

function hrmOf({ customhrm }: Tenant): HrmTenant {
  const { profile, baseUrl, clientId, clientSecret, overlapSeconds } = customhrm;
  return {
    profile: loadProfile(profile),
    baseUrl,
    clientId: clientId!.reveal(),
    clientSecret: clientSecret!.reveal(),
    ...(overlapSeconds !== undefined && { overlapSeconds }),
  };
}
