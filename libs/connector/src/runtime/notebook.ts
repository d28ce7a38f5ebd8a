import type { Database } from '@samsvar/persistence';
import type { Attempt, Note } from '../store/attempts.js';
import { moveAttempts } from '../store/attempts.js';
import { quarantineMs } from './execute.js';

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

  constructor(private readonly database: Database) {}

  /** Resolves when the note is stored; rejects when it is not, and then nothing may go out. */
  write(attempt: Attempt, note: Note): Promise<void> {
    return new Promise((stored, failed) => {
      if (this.entries.push({ attempt, note, stored, failed }) === 1) setImmediate(() => void this.store());
    });
  }

  private async store(): Promise<void> {
    const entries = this.entries.splice(0);
    try {
      await moveAttempts(
        this.database,
        entries.map(({ attempt, note }) => ({ attempt, state: 'sent', note, waitMs: quarantineMs })),
      );
      for (const { stored } of entries) stored();
    } catch (error) {
      for (const { failed } of entries) failed(error);
    }
  }
}
