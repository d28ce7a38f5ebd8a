import type { FlowId } from '@samsvar/contracts';
import { flowIds, flows } from '@samsvar/contracts';
import type { FlowCounts, Stop, TenantSettings, TenantState } from '@samsvar/sync';
import { noTenant } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';

/** A flow with its counts: each record in exactly one of `agree` to `skipped` (design.md 4, Counting). */
export interface FlowShown extends FlowCounts {
  readonly id: FlowId;
  readonly title: string;
  readonly enabled: boolean;
}

/** How far a tenant has come. */
export interface Status {
  readonly tenant: string;
  readonly phase: TenantSettings['phase'];
  /** Both systems' records have met for the first time, as far as the phase lets them. */
  readonly met: boolean;
  /** What is still to be done by the machine: records that differ, and messages that are still to be told. */
  readonly pending: number;
  /** Classes of change that are held until a person decides. */
  readonly holds: number;
  /** Why nothing is written for the tenant until a person resumes it. */
  readonly stopped: StopShown | null;
}

/** A system that looks as if it went back in time, or as if it were another. */
export interface StopShown extends Pick<Stop, 'why' | 'system' | 'resource' | 'count' | 'of'> {
  readonly since: string;
}

/** A tenant as it was last stored; one nothing was heard of yet is empty. */
export async function tenantStateOf(queries: Sql, id: string): Promise<TenantState> {
  const [found] = await queries.query<{ state: TenantState }>('select state from tenant where id = $1', [id]);
  return found?.state ?? noTenant(id);
}

export const flowsShown = ({ counts }: TenantState, tenant: TenantSettings): readonly FlowShown[] =>
  flowIds.map((id) => ({ id, title: flows[id].title, enabled: tenant.flowEnabled(id), ...counts[id] }));

/** Counters answer this, so that asking every second costs next to nothing. */
export function statusOf(state: TenantState, tenant: TenantSettings, untold: number): Status {
  const differing = flowIds.map((id) => (tenant.flowEnabled(id) ? state.counts[id].differ : 0));
  return {
    tenant: tenant.id,
    phase: tenant.phase,
    met: tenant.phase !== 'live' || Object.values(state.meeting).every((meeting) => meeting === 'met'),
    pending: differing.reduce((sum, count) => sum + count, untold),
    holds: state.guard?.holds.length ?? 0,
    stopped: state.stop ? { ...state.stop, since: new Date(state.stop.since).toISOString() } : null,
  };
}
