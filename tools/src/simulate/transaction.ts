import type { CanonicalWriteAnswered, Message } from '@samsvar/contracts';
import type { Changes, Ledger } from '@samsvar/sync';
import type { MemoryLedger } from '@samsvar/sync/testing';
import type { Mutation } from './mutation.js';

/** One transaction over link's ledger: it reads what is stored, and what it saves is stored when it is committed. */
export interface Transaction {
  readonly ledger: Ledger;
  commit(): Promise<void>;
  /** What was decided in it, for the trace. */
  events(): readonly unknown[];
}

export function begin(stored: MemoryLedger, mutation: Mutation, batch: readonly Message[]): Transaction {
  let changes: Changes | undefined;
  const save = async (all: Changes) => {
    changes = all;
  };
  const over = { save: { value: save }, ...mutated(stored, mutation, batch) };
  const commit = async () => {
    if (changes) await stored.save(mutation.manyWriters ? overriding(stored, changes) : changes);
  };
  const events = () => changes?.links.flatMap(({ state, events: all }) => [state.founding?.id, ...all]) ?? [];
  return { ledger: Object.create(stored, over) as MemoryLedger, commit, events };
}

/** What a mutated world remembers otherwise than it was stored. */
function mutated(
  stored: MemoryLedger,
  { link, tenant, heard }: Mutation,
  batch: readonly Message[],
): PropertyDescriptorMap {
  const answered = new Set(
    batch.flatMap(({ type, data }) =>
      type === 'WriteAnswered' ? [(data as CanonicalWriteAnswered).ticket.linkId] : [],
    ),
  );
  const links: Ledger['links'] = async (ids) =>
    (await stored.links(ids)).map((one) => ({ ...one, state: link!(one.state, answered.has(one.state.id)) }));
  const records: Ledger['records'] = async (keys) => (await stored.records(keys)).map((row) => heard!(row));
  return {
    ...(heard && { records: { value: records } }),
    ...(link && { links: { value: links } }),
    ...(tenant && { tenant: { value: async () => tenant(await stored.tenant()) } }),
  };
}

const overriding = (stored: MemoryLedger, changes: Changes): Changes => ({
  ...changes,
  links: changes.links.map((one) => ({ ...one, before: stored.kept.get(one.state.id)?.version ?? 0 })),
});
