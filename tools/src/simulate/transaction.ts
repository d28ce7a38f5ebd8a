import type { Changes, Ledger } from '@samsvar/sync';
import type { MemoryLedger } from '@samsvar/sync/testing';

/** One transaction over link's ledger: it reads what is stored, and what it saves is stored when it is committed. */
export interface Transaction {
  readonly ledger: Ledger;
  commit(): Promise<void>;
  /** What was decided in it, for the trace. */
  events(): readonly unknown[];
}

export function begin(stored: MemoryLedger): Transaction {
  let changes: Changes | undefined;
  const save = async (all: Changes) => {
    changes = all;
  };
  return {
    ledger: Object.create(stored, { save: { value: save } }) as MemoryLedger,
    events: () => changes?.links.flatMap(({ state, events }) => [state.founding?.id, ...events]) ?? [],
    commit: async () => (changes ? stored.save(changes) : undefined),
  };
}
