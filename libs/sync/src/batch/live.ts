import type { FlowId } from '@samsvar/contracts';
import { fingerprint, flowIds } from '@samsvar/contracts';
import type { LinkState } from '../link/state.js';
import type { TenantState } from './ledger.js';
import type { TenantSettings } from './settings.js';

interface Phase {
  readonly settings: TenantSettings;
  readonly tenant: TenantState;
}

/**
 * Whether a link may be written: always in `live`, never in `match`; in `review` once a person approved it, or, if it
 * was opened later, its flow. What samsvar.yaml says is the most that is allowed.
 */
export function isLive({ plan, kind }: LinkState, flow: FlowId, { settings, tenant }: Phase): boolean {
  if (settings.phase !== 'review') return settings.phase === 'live';
  if (plan !== undefined && kind !== undefined) return plan === 'approved';
  return tenant.live?.includes(flow) ?? false;
}

/**
 * What a person chose in samsvar.yaml may have changed since the last start: then every link that does not agree is
 * looked at again.
 */
export function choicesNoticed(tenant: TenantState, settings: TenantSettings): TenantState {
  const on = flowIds.filter((flow) => settings.flowEnabled(flow));
  const creating = flowIds.filter((flow) => settings.createsIn(flow)).map((flow) => `${flow}+`);
  const persons = settings.personCustomersAsDepartments ? ['persons+'] : [];
  const choices = fingerprint([settings.phase, ...on, ...creating, ...persons].join());
  if (tenant.choices === choices) return tenant;
  return { ...tenant, choices, rounds: { after: '', cause: `samsvar.yaml ${choices}` } };
}
