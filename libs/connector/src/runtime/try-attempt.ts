import type { RecordRow } from '../record/row.js';
import type { Attempt } from '../store/attempts.js';
import { systemClock } from './clock.js';
import { execute, type Trial } from './execute.js';
import type { Kit } from './kit.js';
import { resourceOf } from './kit.js';
import type { Notebook } from './notebook.js';
import type { Outcome } from './outcome.js';

const unknownTenantPauseMs = 60_000;

/** Who tries, and whether what is tried may still go when its turn has come. */
export interface Trying {
  readonly kit: Kit;
  readonly notebook: Notebook;
  readonly mayGo: () => boolean;
}

/** Tries an attempt once, on the resource it is about; one of a tenant that is not configured here waits. */
export async function tryAttempt(
  { kit, notebook, mayGo }: Trying,
  attempt: Attempt,
  row: RecordRow | undefined,
): Promise<Outcome> {
  const { tenant, ticket } = attempt.command;
  const resource = resourceOf(kit, { tenant, resource: ticket.resource });
  if (resource) {
    const note: Trial['note'] = (noted) => notebook.write(attempt, noted);
    return execute({ attempt, resource, row, note, mayGo, clock: { ...systemClock, now: () => kit.clock.now() } });
  }
  const why = 'the tenant is not configured here';
  return { attempt, looks: [], end: 'again', afterMs: unknownTenantPauseMs, why };
}
