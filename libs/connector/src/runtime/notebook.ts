import { ticketKey } from '@samsvar/contracts';
import type { Attempt, Note } from '../store/attempts.js';
import { moveAttempts } from '../store/attempts.js';
import type { Kit } from './kit.js';
import { resourceOf } from './kit.js';
import { knownAfterMs } from './quarantine.js';

interface Entry {
  readonly attempt: Attempt;
  readonly note: Note;
  readonly stored: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Notes what goes out before it goes: those that come up together are stored by one statement, so that a mass change
 * does not cost a round trip per record.
 */
export class Notebook {
  private readonly entries: Entry[] = [];

  constructor(private readonly kit: Pick<Kit, 'database' | 'owner' | 'connections'>) {}

  /** Resolves when the note is stored; rejects when it is not, and then nothing may go out. */
  write(attempt: Attempt, note: Note): Promise<void> {
    return new Promise((stored, failed) => {
      if (this.entries.push({ attempt, note, stored, failed }) === 1) setImmediate(() => void this.store());
    });
  }

  /** So long nobody may look what became of it, should this process die. */
  private waitMs({ command: { tenant, ticket } }: Attempt): number {
    return knownAfterMs(resourceOf(this.kit, { tenant, resource: ticket.resource })!.abilities);
  }

  private async store(): Promise<void> {
    const entries = this.entries.splice(0);
    try {
      const mine = await moveAttempts(
        this.kit.database,
        entries.map(({ attempt, note }) => ({ attempt, state: 'sent', note, waitMs: this.waitMs(attempt) })),
        this.kit.owner,
      );
      for (const { attempt, stored, failed } of entries) {
        if (mine.has(ticketKey(attempt.command.ticket))) stored();
        else failed(new Error('another process has taken this attempt over'));
      }
    } catch (error) {
      for (const { failed } of entries) failed(error);
    }
  }
}
