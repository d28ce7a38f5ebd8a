import type { Log } from '@samsvar/service';
import type { Workplace } from './turn.js';
import { meetSlice } from './turn.js';

const lookEveryMs = 1_000;

/**
 * Works through first meetings in slices, each in a transaction of its own. Which tenants are meeting is stored with
 * them, so any replica goes on after a crash.
 */
export class Meeting {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private closed = false;

  constructor(
    private readonly place: Workplace,
    private readonly log: Log,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.wake(), lookEveryMs);
    this.wake();
  }

  /** Looks now; called after every batch, since a batch may have completed what a meeting waits for. */
  wake(): void {
    this.again = true;
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.again && !this.closed) {
      this.again = false;
      try {
        for (const tenant of await this.meeting()) while (!this.closed && (await meetSlice(this.place, tenant)));
      } catch (error) {
        this.log.warn('a first meeting waits', { error: String(error) });
      }
    }
  }

  private async meeting() {
    const rows = await this.place.database.query<{ id: string }>(
      `select id from tenant
       where 'meeting' in (state -> 'meeting' ->> 'department', state -> 'meeting' ->> 'employee')`,
    );
    return rows.flatMap(({ id }) => {
      const tenant = this.place.tenants.get(id);
      return tenant?.phase === 'live' ? [tenant] : [];
    });
  }
}
