import { setTimeout as pause } from 'node:timers/promises';

/** How long to wait for what a test expects. */
export interface Patience {
  /** Ten seconds unless told otherwise. */
  readonly withinMs?: number;
  readonly everyMs?: number;
}

/**
 * Looks again and again until the condition holds, and gives what it gave. It holds when it neither throws (a failed
 * `expect` does) nor gives `false`; a look-up that may find nothing says `?? false`. At the deadline the last failure
 * is thrown as it was.
 */
export async function eventually<T>(
  condition: () => Promise<T> | T,
  { withinMs = 10_000, everyMs = 25 }: Patience = {},
): Promise<Exclude<T, false>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const outcome = await attempt(condition);
    if ('held' in outcome) return outcome.held as Exclude<T, false>;
    if (Date.now() >= deadline) throw outcome.failure;
    await pause(everyMs);
  }
}

async function attempt<T>(condition: () => Promise<T> | T): Promise<{ held: T } | { failure: unknown }> {
  try {
    const held = await condition();
    if (held !== false) return { held };
    return { failure: new Error(`the condition did not come to hold: ${condition.toString().slice(0, 200)}`) };
  } catch (failure) {
    return { failure };
  }
}
