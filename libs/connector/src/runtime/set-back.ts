import type { History, Sql } from '@samsvar/persistence';
import { heedHistory, putOffLeases } from '@samsvar/persistence';
import type { Kit } from './kit.js';

/** Commands that were lost with the last commits come again first, so that readings of their records are withheld. */
export const settleMs = 15_000;

/** The name of the lease under which a resource of a tenant is polled. */
export const leaseOf = (tenant: string, resource: string): string => `poll/${tenant}/${resource}`;

/**
 * Which history this store is in. Where that is only noticed now (a failover, a restored backup), the last
 * commits may be missing while link has heard of them: every record is told again, newer than all that was told
 * before, and no write that was noted and not sent is trusted to be unsent (docs/decisions/0003). Nor is a birth sent
 * again that our reference does not mark: it may have been answered, and look otherwise since.
 */
export async function historyOf(kit: Pick<Kit, 'connections' | 'log'>, sql: Sql): Promise<History> {
  const history = await heedHistory(sql);
  const { begun, isSetBack } = history;
  if (!isSetBack) return history;
  kit.log.warn('the database may have lost its last commits; every record is told again', { begun });
  const names = [...kit.connections.values()].flatMap(({ tenant, resources }) =>
    resources.map(({ name }) => leaseOf(tenant, name)),
  );
  await putOffLeases(sql, names, { forMs: settleMs, wish: { retell: true } });
  await sql.query(
    `update attempt set state = 'doubted', owner = null,
       not_before = greatest(not_before, now() + $1 * interval '1 millisecond')
     where state = 'asked'
       or state = 'sent' and command ->> 'op' = 'create' and reference <> command ->> 'reference'`,
    [settleMs],
  );
  return history;
}
