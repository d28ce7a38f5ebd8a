import type { Changes, Wait } from './ledger.js';
import { sameWait, waitsOf } from './links.js';
import type { Work } from './work.js';

/** Who waits for what since this turn, and what is waited for no longer. */
export function waitsNow({ brake, waitsOver, links }: Work): Pick<Changes, 'waitsAdded' | 'waitsEnded'> {
  const waitsAdded: Wait[] = [...brake.waits()];
  const waitsEnded: Wait[] = waitsOver.filter(
    (over) => !waitsAdded.some((wait) => wait.linkId === over.linkId && sameWait(wait, over)),
  );
  for (const { stored, state } of links.changed()) {
    const was = waitsOf(stored.state);
    const now = waitsOf(state);
    waitsAdded.push(...now.filter((wait) => !was.some((other) => sameWait(wait, other))));
    waitsEnded.push(...was.filter((wait) => !now.some((other) => sameWait(wait, other))));
  }
  return { waitsAdded, waitsEnded };
}
