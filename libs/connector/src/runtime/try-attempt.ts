import type { RecordRow } from '../record/row.js';
import type { Attempt } from '../store/attempts.js';
import { systemClock } from './clock.js';
import { execute } from './execute.js';
import type { Kit } from './kit.js';
import { resourceOf } from './kit.js';
import type { Notebook } from './notebook.js';
import type { Outcome } from './outcome.js';

const unknownTenantPauseMs = 60_000;

/** Tries an attempt once, on the resource it is about; one of a tenant that is not configured here waits. */
export async function tryAttempt(
  kit: Kit,
  notebook: Notebook,
  attempt: Attempt,
  row: RecordRow | undefined,
): Promise<Outcome> {
  const { tenant, ticket } = attempt.command;
  const resource = resourceOf(kit, { tenant, resource: ticket.resource });
  if (resource) {
    return execute({ attempt, resource, row, note: (note) => notebook.write(attempt, note), clock: systemClock });
  }
  const why = 'the tenant is not configured here';
  return { attempt, looks: [], end: 'again', afterMs: unknownTenantPauseMs, why };
}
