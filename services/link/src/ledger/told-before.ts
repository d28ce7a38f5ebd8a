import type { RecordKey, RecordRef } from '@samsvar/contracts';
import { refOfKey } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';
import type { KeyPage } from '@samsvar/sync';

/** The keys of a resource's records lie side by side: `0` is the letter behind `/`. */
const rangeOf = (resource: string): readonly [from: RecordKey, to: RecordKey] => [`${resource}/`, `${resource}0`];

/** Living records of a resource (`tenant/system/resource`) that were last told as a revision below this one. */
export async function findToldBefore(
  sql: Sql,
  resource: string,
  revision: number,
  { after, limit }: KeyPage,
): Promise<readonly RecordRef[]> {
  const found = await sql.query<{ key: RecordKey; parent: string | null }>(
    `select key, parent from record
     where key >= $1 and key < $2 and key > $3 and not gone and revision < $4 order by key limit $5`,
    [...rangeOf(resource), after, revision, limit],
  );
  return found.map(({ key, parent }) => ({ ...refOfKey(key), ...(parent !== null && { parent }) }));
}

export async function countToldBefore(sql: Sql, resource: string, revision: number): Promise<number> {
  const [found] = await sql.query<{ count: string }>(
    'select count(*) as count from record where key >= $1 and key < $2 and not gone and revision < $3',
    [...rangeOf(resource), revision],
  );
  return Number(found!.count);
}
