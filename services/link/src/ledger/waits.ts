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

interface Found {
  readonly target: string;
  readonly link_id: string;
  readonly field: string;
}

const waitOf = ({ target, link_id, field }: Found): Wait => ({ target, linkId: link_id, field });

/** How many wait for a target, by field. */
export async function countWaits(queries: Sql, target: string): Promise<Readonly<Record<string, number>>> {
  const counts = await queries.query<{ field: string; count: string }>(
    'select field, count(*) from reference_wait where target = $1 group by field',
    [target],
  );
  return Object.fromEntries(counts.map(({ field, count }) => [field, Number(count)]));
}

/** Some of those who wait for a target, in the order of their ids. */
export async function someWaits(queries: Sql, target: string, limit: number): Promise<readonly Wait[]> {
  const found = await queries.query<Found>(
    `select target, link_id, field from reference_wait where target = $1
     order by link_id, field collate "C" limit $2`,
    [target, limit],
  );
  return found.map(waitOf);
}

/** Who waits for one of these targets. */
export async function findWaits(queries: Sql, targets: readonly string[]): Promise<readonly Wait[]> {
  const of = new Columns(targets);
  const found = await queries.query<Found>(
    `select target, link_id, field from reference_wait where target = any(${of.text((target) => target)})`,
    of.parameters,
  );
  return found.map(waitOf);
}
