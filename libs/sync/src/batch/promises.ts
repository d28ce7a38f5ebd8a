import { evolve } from '../link/evolve.js';
import type { LinkEvent, MemberKey } from '../link/events.js';
import { resourceOf, systemOf } from '../link/events.js';
import type { LinkState } from '../link/state.js';
import type { Work } from './work.js';

/**
 * A promise of the protocol that a decision would break, found while it runs and not only in tests: a member is asked
 * for a second write while one is under way.
 */
export function brokenPromise(state: LinkState, events: readonly LinkEvent[]): MemberKey | undefined {
  if (!events.some(({ type }) => type === 'WriteAsked')) return undefined;
  let at = state;
  for (const event of events) {
    if (event.type === 'WriteAsked' && at.members[event.member]?.asked) return event.member;
    at = evolve(at, event);
  }
  return undefined;
}

/** Nothing more is written for the tenant until a person has looked; what is stopped already stays as it was. */
export function stopFor(work: Work, member: MemberKey): void {
  if (work.tenant.stop) return;
  const stop = { why: 'broken-promise', system: systemOf(member), resource: resourceOf(member) } as const;
  work.tenant = { ...work.tenant, stop: { ...stop, count: 1, of: 1, since: work.now } };
  work.tenantEvents.push({ type: 'WritesStopped', ...stop, count: 1, of: 1 });
}
