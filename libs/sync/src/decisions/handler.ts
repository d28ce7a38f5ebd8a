import type { By, Decision, DecisionOf } from '@samsvar/contracts';
import { readTargets } from '../batch/prefetch.js';
import type { Work } from '../batch/work.js';

/** Why a decision cannot be carried out now, in words that say what to do instead; nothing of it is stored. */
export interface Refused {
  readonly code: 'unknown' | 'nothing-to-decide' | 'not-possible' | 'moved';
  readonly words: string;
}

/** A decision as it reached us: `id` names the request, so that a retry is known. */
export interface Order<D extends Decision = Decision> {
  readonly id: string;
  readonly by: By;
  readonly decision: D;
}

/** How one sort of decision is carried out: first everything it needs is read at once, then it is decided. */
export interface Handler<T extends Decision['type'] = Decision['type']> {
  read(work: Work, decision: DecisionOf<T>): Promise<void>;
  /** The ids of the links it is about, or why it is refused. */
  carryOut(work: Work, order: Order<DecisionOf<T>>): readonly string[] | Refused;
}

/** Reads links, and all that deciding about them may refer to. */
export async function readLinks(work: Work, ids: readonly string[]): Promise<void> {
  await work.links.read(ids);
  await readTargets(work);
}

export const isRefused = (found: readonly string[] | Refused): found is Refused => 'words' in found;

/** No such link for this tenant. */
export const unknownLink = (id: string): Refused => ({
  code: 'unknown',
  words: `There is no link ${id}; records name theirs as linkId.`,
});
