import type { System } from '@samsvar/contracts';
import type { Database } from '@samsvar/persistence';
import type { Metrics } from '@samsvar/service';
import { pollsOf } from './poll-figures.js';

/** A write as far as it is counted. */
interface Counted {
  readonly op: string;
  readonly ticket: { readonly resource: string };
}

/** What a connector counts; labels are names of resources and outcomes, never ids. */
export interface RuntimeMetrics {
  seen(resource: string, count: number): void;
  polled(resource: string, seconds: number): void;
  answered(write: Counted, outcome: string): void;
  retried(resource: string): void;
  /** What became of records that may have been gone: `gone`, `left` (a role), `there` after all, or `unproven`. */
  sought(resource: string, verdict: string): void;
  /** A heartbeat that began at `at` (milliseconds) passed a stage: `told` by this connector, or `returned` to it. */
  beat(stage: 'told' | 'returned', at: number): void;
}

export function runtimeMetrics(metrics: Metrics, system: System): RuntimeMetrics {
  const seen = metrics.counter('records_observed_total', 'records told as new or changed', ['resource']);
  const polls = metrics.histogram('poll_seconds', 'how long a poll took', ['resource']);
  const fresh = metrics.gauge('poll_last_success_timestamp_seconds', 'when a poll last succeeded here', ['resource']);
  const writes = metrics.counter('commands_total', 'writes by what became of them', [
    'resource',
    'operation',
    'outcome',
  ]);
  const retries = metrics.counter('write_retries_total', 'writes that were put off', ['resource']);
  const sought = metrics.counter('records_missed_total', 'records that a listing missed, by what became of them', [
    'resource',
    'verdict',
  ]);
  const heartbeat = metrics.heartbeat();
  return {
    sought: (resource, verdict) => sought.inc({ resource, verdict }),
    seen: (resource, count) => seen.inc({ resource }, count),
    polled: (resource, seconds) => {
      polls.observe({ resource }, seconds);
      fresh.set({ resource }, Date.now() / 1000);
    },
    answered: ({ op, ticket }, outcome) => writes.inc({ resource: ticket.resource, operation: op, outcome }),
    retried: (resource) => retries.inc({ resource }),
    beat: (stage, at) => heartbeat(stage, { system, at }),
  };
}

/** What all replicas have in common is read from the database when it is asked for. */
export function watchPolls(metrics: Metrics, database: Database, tenants: readonly string[]): void {
  let last = { at: -Infinity, figures: Promise.resolve<Awaited<ReturnType<typeof pollsOf>>>([]) };
  const read = () => {
    if (performance.now() - last.at > 1_000) last = { at: performance.now(), figures: pollsOf(database, tenants) };
    return last.figures;
  };
  const oldest = 'when the resource was last polled with success, of the tenant for whom that is longest ago';
  metrics.watched('poll_oldest_success_timestamp_seconds', oldest, ['resource'], async () =>
    (await read()).flatMap(({ resource, polledAt }) =>
      polledAt === undefined ? [] : [[{ resource }, polledAt / 1_000] as const],
    ),
  );
  const never = 'tenants of whom the resource was never polled with success';
  metrics.watched('polls_never_succeeded', never, ['resource'], async () =>
    (await read()).map(({ resource, never: count }) => [{ resource }, count] as const),
  );
  const locked = 'tenants whom the system did not let in at the last poll of the resource';
  metrics.watched('polls_locked_out', locked, ['resource'], async () =>
    (await read()).map(({ resource, lockedOut }) => [{ resource }, lockedOut] as const),
  );
}
