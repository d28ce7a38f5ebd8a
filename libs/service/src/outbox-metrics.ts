import type { Relay, Sql } from '@samsvar/persistence';
import { outboxState } from '@samsvar/persistence';
import type { Metrics } from './metrics.js';

/** Measures what is stored and not told yet: in this process's memory, and in the outbox all replicas share. */
export function outboxMetrics(metrics: Metrics, { relay, database }: { relay: Relay; database: Sql }): void {
  metrics.gauge('outbox_pending', 'messages stored and not told, in memory', [], () => relay.pending());
  const oldest = 'when the oldest message that is not told yet was stored, by all replicas; absent when all are told';
  metrics.watched('outbox_oldest_timestamp_seconds', oldest, [], async () => {
    const { pending, oldestMs } = await outboxState(database);
    return pending === 0 ? [] : [[{}, (Date.now() - oldestMs) / 1_000]];
  });
}
