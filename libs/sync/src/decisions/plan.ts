import type { By, DecisionOf, FlowId } from '@samsvar/contracts';
import { flowIds } from '@samsvar/contracts';
import type { Work } from '../batch/work.js';
import type { Handler, Refused } from './handler.js';

/**
 * A plan is approved as it was shown: each link that has not changed since is written, the others are planned again. A
 * flow that is approved goes live: what is met in it from now on is written like an edit.
 */
export const approvePlan: Handler<'approvePlan'> = {
  read: () => Promise.resolve(),
  carryOut: (work, { by, decision }) => {
    const refused = refusalOf(work, decision);
    if (refused) return refused;
    const { asOf, links } = decision;
    const flows = links ? [] : (decision.flows ?? [...flowIds]);
    goLive(work, flows, by);
    const approval = { by, asOf, flows, ...(links && { links }) };
    work.tenant = { ...work.tenant, rounds: { after: '', cause: work.cause, approval } };
    work.tenantEvents.push({ type: 'PlanApproved', flows, links: links ?? [], asOf, by });
    return links ?? [];
  },
};

function refusalOf({ settings, tenant }: Work, { flows, links }: DecisionOf<'approvePlan'>): Refused | undefined {
  if (flows && links) return { code: 'not-possible', words: 'Name flows or links, not both.' };
  if (settings.phase === 'live') {
    return { code: 'nothing-to-decide', words: 'The tenant is live: it approves its plan itself.' };
  }
  if (settings.phase === 'match') {
    const words =
      'samsvar.yaml keeps this tenant in `match`, where nothing is written; set `firstContact: review` there.';
    return { code: 'not-possible', words };
  }
  if (tenant.rounds)
    return { code: 'not-possible', words: 'An earlier decision is still being carried out; try again.' };
  return Object.values(tenant.meeting).some((meeting) => meeting !== 'met')
    ? { code: 'not-possible', words: 'The plan is not complete: both systems are still being compared.' }
    : undefined;
}

function goLive(work: Work, flows: readonly FlowId[], by: By): void {
  const live = work.tenant.live ?? [];
  const more = flows.filter((flow) => !live.includes(flow));
  if (more.length === 0) return;
  work.tenant = { ...work.tenant, live: [...live, ...more] };
  work.tenantEvents.push({ type: 'PhaseChanged', flows: more, by });
}
