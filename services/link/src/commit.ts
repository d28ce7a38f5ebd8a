import type { Database, Relay, Sql, StoredTelling } from '@samsvar/persistence';
import { putOutbox } from '@samsvar/persistence';
import type { Decided } from '@samsvar/sync';

/** Where what was decided is stored, and who tells it. */
export interface Desk {
  readonly database: Database;
  readonly relay: Relay;
}

/** Stores what was decided together with what is to be told, and tells it after the commit (Inv 2). */
export async function commit(
  { database, relay }: Desk,
  work: (sql: Sql) => Promise<readonly Decided[]>,
): Promise<number> {
  let changed = 0;
  const stored = await database.transaction(async (sql): Promise<readonly StoredTelling[]> => {
    const decided = await work(sql);
    changed = decided.reduce((sum, { changedLinks }) => sum + changedLinks, 0);
    return putOutbox(
      sql,
      decided.flatMap(({ out }) => out),
    );
  });
  relay.tell(stored);
  return changed;
}
