import type { Tracer } from '@samsvar/bus';
import type { Database, Relay, Sql, StoredTelling } from '@samsvar/persistence';
import { putOutbox } from '@samsvar/persistence';
import type { Decided } from '@samsvar/sync';
import { Beginnings } from './traced.js';

/** Where what was decided is stored, and who tells it. */
export interface Desk {
  readonly database: Database;
  readonly relay: Relay;
  /** Counts what was decided, after it is stored. */
  counted?(decided: readonly Decided[]): void;
  /** Records what is done, where somebody collects it. */
  readonly tracer?: Tracer | undefined;
}

/** Stores what was decided together with what is to be told, and tells it after the commit (Inv 2). */
export async function commit(desk: Desk, work: (sql: Sql) => Promise<readonly Decided[]>): Promise<number> {
  let decided: readonly Decided[] = [];
  const traces = new Beginnings(desk.tracer);
  const stored = await desk.database.transaction(async (sql): Promise<readonly StoredTelling[]> => {
    decided = await work(sql);
    return putOutbox(sql, traces.of(decided.flatMap(({ out }) => out)));
  });
  traces.end();
  desk.relay.tell(stored);
  desk.counted?.(decided);
  return decided.reduce((sum, { changedLinks }) => sum + changedLinks, 0);
}
