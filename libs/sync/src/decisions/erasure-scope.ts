import type { DecisionOf, RecordKey } from '@samsvar/contracts';
import { kinds, nativeRef, personCustomer, recordKey, refOfKey } from '@samsvar/contracts';
import { readGenerations } from '../batch/generations.js';
import type { Work } from '../batch/work.js';
import type { LinkState } from '../link/state.js';
import { isParted, membersOf } from '../link/state.js';

/** Links whose streams hold what was said of some records, and these records. */
export interface ToErase {
  readonly links: readonly LinkState[];
  readonly records: readonly RecordKey[];
}

/** What an erasure names: links, and records that have none. */
export interface Named {
  readonly links: readonly LinkState[];
  readonly records: readonly RecordKey[];
}

/** What was named, as it was read; a record that is in a link stands for that. */
export function namedBy(work: Work, { link, record }: DecisionOf<'erase'>): Named {
  const keys = record ? asAll(recordKey({ ...record, tenant: work.settings.id })) : [];
  const rows = keys.flatMap((key) => work.row(key) ?? []);
  const ids = record ? rows.flatMap(({ linkId }) => linkId ?? []) : [link!];
  const states = ids.flatMap((id) => work.links.state(id) ?? []);
  return { links: states.filter(({ kind }) => kind), records: rows.map(({ key }) => key) };
}

/**
 * Reads what is to be erased with what is named: every link its records founded, as whatever kind of thing, and those
 * that left one of them behind; and the records of all these in turn. Rare, so it may take a look at every link.
 */
export async function readErasure(work: Work, decision: DecisionOf<'erase'>): Promise<void> {
  const { link, record } = decision;
  if (link !== undefined) await work.links.read([link]);
  const known = new Set<RecordKey>();
  const own = record ? asAll(recordKey({ ...record, tenant: work.settings.id })) : [];
  for (let keys = [...own, ...keysIn(namedBy(work, decision).links)]; keys.length > 0;) {
    for (const key of keys) known.add(key);
    await readAbout(work, keys);
    keys = keysIn(erasureOf(work, namedBy(work, decision)).links).filter((key) => !known.has(key));
  }
}

/** The rows of records, and every link that may be about one of them. */
async function readAbout(work: Work, keys: readonly RecordKey[]): Promise<void> {
  await work.rows.read(keys);
  await work.links.read(keys.flatMap((key) => work.row(key)?.linkId ?? []));
  for (const kind of kinds)
    await readGenerations(
      work,
      keys.map((key) => ({ ref: refOfKey(key), kind })),
    );
  work.links.hold(await work.ledger.naming(keys));
}

const keysIn = (states: readonly LinkState[]): readonly RecordKey[] =>
  states.flatMap((state) => [
    ...asAll(recordKey(state.founding!)),
    ...Object.values(state.left ?? {}),
    ...recordsOf(state),
  ]);

const recordsOf = (state: LinkState): readonly RecordKey[] =>
  membersOf(state).flatMap(([, { ref }]) => (ref ? asAll(recordKey(ref)) : []));

/** A customer who is a person may be two records here; there it is one contact. */
function asAll(key: RecordKey): readonly RecordKey[] {
  const native = nativeRef(refOfKey(key));
  if (native.resource !== 'contact') return [key];
  return [recordKey(native), recordKey({ ...native, resource: personCustomer })];
}

/** What is to be erased with what is named, by what was read. */
export function erasureOf(work: Work, named: Named): ToErase {
  const links = new Map(named.links.map((state) => [state.id, state]));
  const records = new Set([...named.records, ...named.links.flatMap((state) => firstRecords(work, state))]);
  for (let size = 0; size !== links.size + records.size;) {
    size = links.size + records.size;
    for (const other of work.links.all()) if (other.kind && isAbout(other, records)) links.set(other.id, other);
    for (const one of links.values())
      for (const key of recordsOf(one)) if (links.has(work.row(key)?.linkId ?? one.id)) records.add(key);
  }
  return { links: [...links.values()], records: [...records] };
}

/** The records it stands for: of a link that a person ended, whose founder goes on in another, those it left behind. */
function firstRecords(work: Work, state: LinkState): readonly RecordKey[] {
  const founder = recordKey(state.founding!);
  if (!isParted(state) || work.row(founder)?.gone !== false) return [...asAll(founder), ...recordsOf(state)];
  return Object.values(state.left ?? {}).filter((key) => work.row(key)?.linkId === undefined);
}

const isAbout = (state: LinkState, records: ReadonlySet<RecordKey>): boolean =>
  records.has(recordKey(state.founding!)) || Object.values(state.left ?? {}).some((key) => records.has(key));
