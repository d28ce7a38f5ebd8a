import type { System } from '@samsvar/contracts';
import type { Check, Metrics } from '@samsvar/service';
import { Forbidden } from '../failures.js';
import type { Kit } from './kit.js';
import type { Poller } from './poller.js';

const recheckEveryMs = 60_000;

/** What was found when a tenant's keys and rights were asked for. */
interface Found {
  readonly words: readonly string[];
  /** The system refused us, rather than not answering: only a person mends that. */
  readonly isRefusal: boolean;
}

/** Whether the keys work and which rights are missing, asked at the start and now and then while something is wrong. */
export class Rights {
  private readonly found = new Map<string, Found>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly kit: Pick<Kit, 'connections' | 'log'>,
    private readonly poller: Pick<Poller, 'troubleOf'>,
  ) {}

  start(): void {
    const look = () => void this.look();
    look();
    this.timer = setInterval(look, recheckEveryMs);
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** One tenant's wrong key is told and stops no roll; where nobody is let in, the service is of no use as it is. */
  checks(): readonly Check[] {
    const spoils = () => [...this.kit.connections.keys()].every((tenant) => this.isRefused(tenant));
    return [...this.kit.connections.keys()].map((tenant) => ({
      name: `keys and rights of ${tenant}`,
      look: () => this.poller.troubleOf(tenant) ?? this.found.get(tenant)?.words[0],
      spoils,
    }));
  }

  watch(metrics: Metrics, system: System): void {
    const help = 'keys and rights that the system refuses a tenant; nothing is shown of a tenant not heard of yet';
    metrics.watched('rights_missing', help, ['tenant', 'system'], () =>
      [...this.kit.connections.keys()].flatMap((tenant) => {
        const count = this.missingOf(tenant);
        return count === undefined ? [] : [[{ tenant, system }, count] as const];
      }),
    );
  }

  private isRefused(tenant: string): boolean {
    return (this.missingOf(tenant) ?? 0) > 0;
  }

  private missingOf(tenant: string): number | undefined {
    const { words, isRefusal } = this.found.get(tenant) ?? { words: [], isRefusal: false };
    if (isRefusal) return words.length;
    if (this.poller.troubleOf(tenant) !== undefined) return 1;
    return this.found.has(tenant) && words.length === 0 ? 0 : undefined;
  }

  private async look(): Promise<void> {
    for (const [tenant, connection] of this.kit.connections) {
      if (this.found.get(tenant)?.words.length === 0) continue;
      const found = await connection.check().then(
        (words) => ({ words, isRefusal: words.length > 0 }),
        (error: unknown) => ({
          words: [error instanceof Error ? error.message : String(error)],
          isRefusal: error instanceof Forbidden,
        }),
      );
      this.found.set(tenant, found);
      for (const words of found.words) this.kit.log.warn('a key or a right is missing', { tenant, words });
    }
  }
}
