import { putOutbox } from '@samsvar/persistence';
import type { Kit } from './kit.js';
import { heartbeatTold } from './told.js';

const everyMs = 30_000;

/**
 * Sends a heartbeat the whole way of an edit, through the database, the outbox, mapping, link and back: where nothing
 * happens, it shows that something could. One tenant's stands for all.
 */
export class HeartbeatSender {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly kit: Kit) {}

  start(): void {
    const beat = () =>
      void this.beat().catch((error: unknown) => this.kit.log.warn('a heartbeat waits', { error: String(error) }));
    beat();
    this.timer = setInterval(beat, everyMs);
  }

  close(): void {
    clearInterval(this.timer);
  }

  async beat(): Promise<void> {
    const { database, relay, system, connections, clock, metrics } = this.kit;
    const [tenant] = [...connections.keys()].sort();
    if (tenant === undefined) return;
    const at = Math.floor(clock.now());
    const stored = await database.transaction((sql) => putOutbox(sql, [heartbeatTold({ tenant, system, at })]));
    relay.tell(stored);
    metrics.beat('told', at);
  }
}
