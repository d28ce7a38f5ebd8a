import type { Check } from '@samsvar/service';
import type { Kit } from './kit.js';
import type { Poller } from './poller.js';

const recheckEveryMs = 60_000;

/** Whether the keys work and which rights are missing, asked at the start and now and then while something is wrong. */
export class Rights {
  private readonly problems = new Map<string, readonly string[]>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly kit: Kit,
    private readonly poller: Poller,
  ) {}

  start(): void {
    const look = () => void this.look();
    look();
    this.timer = setInterval(look, recheckEveryMs);
  }

  close(): void {
    clearInterval(this.timer);
  }

  checks(): readonly Check[] {
    return [...this.kit.connections.keys()].map((tenant) => ({
      name: `keys and rights of ${tenant}`,
      look: () =>
        [this.poller.troubleOf(tenant), ...(this.problems.get(tenant) ?? [])].find((words) => words !== undefined),
    }));
  }

  private async look(): Promise<void> {
    for (const [tenant, connection] of this.kit.connections) {
      if (this.problems.get(tenant)?.length === 0) continue;
      const found = await connection
        .check()
        .catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
      this.problems.set(tenant, found);
      for (const words of found) this.kit.log.warn('a key or a right is missing', { tenant, words });
    }
  }
}
