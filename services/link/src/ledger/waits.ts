import type { Wait } from '@samsvar/sync';
import { Columns, type Sql } from '@samsvar/persistence';

const named = (of: Columns<Wait>): string =>
  `unnest(${of.text(({ target }) => target)}, ${of.text(({ linkId }) => linkId)}, ${of.text(({ field }) => field)})
     as wait(target, link_id, field)`;

/** Notes who waits for whom from now on, and who no longer does. */
export async function saveWaits(queries: Sql, added: readonly Wait[], ended: readonly Wait[]): Promise<void> {
  if (ended.length > 0) {
    const of = new Columns(ended);
    const waits = named(of);
    await queries.query(
      `delete from reference_wait r using ${waits}
       where r.target = wait.target and r.link_id = wait.link_id and r.field = wait.field`,
      of.parameters,
    );
  }
  if (added.length > 0) {
    const of = new Columns(added);
    const waits = named(of);
    await queries.query(
      `insert into reference_wait (target, link_id, field) select * from ${waits} on conflict do nothing`,
      of.parameters,
    );
  }
}

/** Who waits for one of these targets. */
export async function findWaits(queries: Sql, targets: readonly string[]): Promise<readonly Wait[]> {
  const of = new Columns(targets);
  const found = await queries.query<{ target: string; link_id: string; field: string }>(
    `select target, link_id, field from reference_wait where target = any(${of.text((target) => target)})`,
    of.parameters,
  );
  return found.map(({ target, link_id, field }) => ({ target, linkId: link_id, field }));
}
