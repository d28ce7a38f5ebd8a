import type { PollCompleted } from '@samsvar/contracts';
import type { Work } from './work.js';

/**
 * A system no longer looks like itself (a restored backup, another company's data): nothing more is written for the
 * tenant until a person has looked; reading goes on. What is stopped already stays as it was.
 */
export function stopWrites(work: Work, { system, resource }: PollCompleted, { why, count, of }: Suspicion): void {
  if (work.tenant.stop) return;
  work.tenant = { ...work.tenant, stop: { why, system, resource, count, of, since: work.now } };
  work.tenantEvents.push({ type: 'WritesStopped', why, system, resource, count, of });
}

type Suspicion = NonNullable<PollCompleted['suspicion']>;
