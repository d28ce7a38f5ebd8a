import type { Attempt } from '../store/attempts.js';
import { heldForSeconds } from '../store/attempts.js';
import { attemptKey } from '../store/holds.js';

/** What is left of a hold may be spent on the way to the system. */
const spareMs = 2_000;

/**
 * What a process has in its hands, and until when it is surely nobody else's: the database holds an attempt for whoever
 * noted it for a while, and a process that was stopped longer than that must not send what another has taken over.
 */
export class Hands {
  private readonly attempts = new Map<string, { readonly n: number; since: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Takes on an attempt whose hold was written after `since`. */
  take(attempt: Attempt, since: number): void {
    this.attempts.set(attemptKey(attempt), { n: attempt.command.ticket.n, since });
  }

  /** The hold of these was written anew after `since`. */
  held(keys: readonly string[], since: number): void {
    for (const key of keys) {
      const known = this.attempts.get(key);
      if (known) known.since = Math.max(known.since, since);
    }
  }

  /** Whether a request of this attempt may still leave. */
  mayGo(attempt: Attempt): boolean {
    const known = this.attempts.get(attemptKey(attempt));
    return known?.n === attempt.command.ticket.n && this.now() - known.since < heldForSeconds * 1_000 - spareMs;
  }

  letGo(attempt: Attempt): void {
    const key = attemptKey(attempt);
    if (this.attempts.get(key)?.n === attempt.command.ticket.n) this.attempts.delete(key);
  }

  keys(): readonly string[] {
    return [...this.attempts.keys()];
  }
}
