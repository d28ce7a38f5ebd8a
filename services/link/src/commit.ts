import type { Database, Relay, Sql, StoredTelling } from '@samsvar/persistence';
import { putOutbox } from '@samsvar/persistence';
import type { Decided } from '@samsvar/sync';
import { inTrace } from './traced.js';

/** Where what was decided is stored, and who tells it. */
export interface Desk {
  readonly database: Database;
  readonly relay: Relay;
  /** Counts what was decided, after it is stored. */
  counted?(decided: readonly Decided[]): void;
}

/** Stores what was decided together with what is to be told, and tells it after the commit (Inv 2). */
export async function commit(desk: Desk, work: (sql: Sql) => Promise<readonly Decided[]>): Promise<number> {
  let decided: readonly Decided[] = [];
  const stored = await desk.database.transaction(async (sql): Promise<readonly StoredTelling[]> => {
    decided = await work(sql);
    return putOutbox(sql, decided.flatMap(({ out }) => out).map(inTrace));
  });
  desk.relay.tell(stored);
  desk.counted?.(decided);
  return decided.reduce((sum, { changedLinks }) => sum + changedLinks, 0);
}
