import { ticketKey } from '@samsvar/contracts';
import type { Attempt } from '../store/attempts.js';

/** The attempts this process works on, whatever the database thinks of them. */
export class InHand {
  private readonly attempts = new Map<string, Attempt>();

  constructor(readonly owner: string) {}

  get holding(): readonly Attempt[] {
    return [...this.attempts.values()];
  }

  get size(): number {
    return this.attempts.size;
  }

  /** Takes them in hand; answers those that were not yet. */
  take(attempts: readonly Attempt[]): readonly Attempt[] {
    const fresh = attempts.filter(({ command }) => !this.attempts.has(ticketKey(command.ticket)));
    for (const attempt of fresh) this.attempts.set(ticketKey(attempt.command.ticket), attempt);
    return fresh;
  }

  drop(attempts: readonly Attempt[]): void {
    for (const { command } of attempts) this.attempts.delete(ticketKey(command.ticket));
  }
}
