import { setTimeout as pause } from 'node:timers/promises';

/** How long to wait for something, how often to look, and what to say when it never came. */
export interface Patience {
  readonly withinMs: number;
  readonly everyMs?: number;
  readonly complaint: () => Error;
  /** Gives up at once, with its reason, when what we wait for can no longer happen. */
  readonly signal?: AbortSignal | undefined;
}

/** Looks until there is something; `undefined` and a thrown error both mean: not yet. */
export async function until<T>(look: () => Promise<T | undefined> | T | undefined, patience: Patience): Promise<T> {
  const deadline = Date.now() + patience.withinMs;
  for (;;) {
    patience.signal?.throwIfAborted();
    const found = await Promise.resolve()
      .then(look)
      .catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw patience.complaint();
    await pause(patience.everyMs ?? 50);
  }
}

/** One signal of two, where the second may not be there. */
export const either = (one: AbortSignal, other: AbortSignal | undefined): AbortSignal =>
  other ? AbortSignal.any([one, other]) : one;
