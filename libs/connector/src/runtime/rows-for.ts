import { recordKey } from '@samsvar/contracts';
import type { RecordRow } from '../record/row.js';
import type { Attempt } from '../store/attempts.js';
import { readRows, rowsBearing } from '../store/records.js';
import type { Kit } from './kit.js';
import { resourceOf } from './kit.js';

/**
 * What is remembered of the records some attempts are about, many at once; of a birth, what bears its reference. Where
 * a repeated create is harmless nobody needs to know.
 */
export async function rowsFor(
  kit: Kit,
  attempts: readonly Attempt[],
): Promise<(attempt: Attempt) => RecordRow | undefined> {
  const refs = attempts.flatMap(({ command }) => command.ref ?? []);
  const references = attempts.flatMap((attempt) => (isLookedFor(kit, attempt) ? attempt.command.reference! : []));
  const rows = await readRows(kit.database, refs.map(recordKey));
  const born = await rowsBearing(kit.database, references);
  return ({ command: { ref, reference = '', tenant, ticket } }) => {
    if (ref) return rows.get(recordKey(ref));
    const row = born.get(reference);
    return row?.ref.tenant === tenant && row.ref.resource === ticket.resource ? row : undefined;
  };
}

function isLookedFor(kit: Kit, { command: { op, reference, tenant, ticket } }: Attempt): boolean {
  const resource = resourceOf(kit, { tenant, resource: ticket.resource });
  return op === 'create' && reference !== undefined && resource !== undefined && !resource.abilities.idempotentCreate;
}
