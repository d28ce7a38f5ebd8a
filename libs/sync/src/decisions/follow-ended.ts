import type { RecordKey, Values } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { Work } from '../batch/work.js';
import type { Kept } from '../link/conflict-events.js';
import { type MemberKey, systemOf } from '../link/member-key.js';
import type { LinkState } from '../link/state.js';

/** Reads the links that kept values name, the records of those that have ended, and the links these are in now. */
export async function readEnded(work: Work, { values }: Kept): Promise<void> {
  const names = Object.values(values).filter((value) => typeof value === 'string');
  await work.links.read(names);
  await work.rows.read(names.flatMap((name) => recordsOf(work.links.state(name))));
  await work.links.readTargets([...names, ...followed(work, names)]);
}

/**
 * Kept values as they are said now: whoever said a link that has ended meant a record of his own system, and that may
 * be in another link by now. Of one that is in none the name stays, and nobody can be told it.
 */
export function followEnded(work: Work, kept: Kept): Kept {
  const said = Object.entries(kept.values).map(([field, value]) => [field, nextOf(work, value, kept) ?? value]);
  return { ...kept, values: Object.fromEntries(said) as Values };
}

const followed = (work: Work, names: readonly string[]): readonly string[] =>
  names.flatMap((name) => recordsOf(work.links.state(name)).flatMap((key) => work.row(key)?.linkId ?? []));

function nextOf(work: Work, name: Values[string] | undefined, { origin }: Kept): string | undefined {
  const state = typeof name === 'string' ? work.links.state(name) : undefined;
  const of = origin && systemOf(origin.member);
  const rows = recordsOf(state).flatMap((key) => work.row(key) ?? []);
  return rows.find(({ ref, linkId }) => linkId !== undefined && (of === undefined || ref.system === of))?.linkId;
}

/** The records of a link that has ended: what founded it, and what it left behind in the HRM. */
function recordsOf(state: LinkState | undefined): readonly RecordKey[] {
  if (!state?.ended) return [];
  const left = Object.values<RecordKey | undefined>((state.left ?? {}) as Partial<Record<MemberKey, RecordKey>>);
  return [...(state.founding ? [recordKey(state.founding)] : []), ...left.flatMap((key) => key ?? [])];
}
