import type { PollResource } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';

/** What is wished of the next poll: a complete listing, every record told again, or that it is now. */
export type Hurry = Pick<PollResource, 'retell' | 'since' | 'restored'> & Partial<Pick<PollResource, 'full'>>;

/**
 * Whether a wish is still to be carried out: with `since`, only where everything was told before that. What was never
 * listed is told anyway, and soon.
 */
export async function isWanted(sql: Sql, lease: string, { since }: Hurry): Promise<boolean> {
  if (since === undefined) return true;
  const found = await sql.query(
    `select 1 from lease where name = $1 and (state ->> 'scanned')::boolean
       and coalesce((state ->> 'toldAt')::bigint, 0) < $2`,
    [lease, since],
  );
  return found.length > 0;
}
