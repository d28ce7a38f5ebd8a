import type { Metrics } from '@samsvar/service';

/** What a connector counts; labels are names of resources and outcomes, never ids. */
export interface RuntimeMetrics {
  seen(resource: string, count: number): void;
  polled(resource: string, seconds: number): void;
  answered(resource: string, outcome: string): void;
  retried(resource: string): void;
  /** What became of records that may have been gone: `gone`, `left` (a role), `there` after all, or `unproven`. */
  sought(resource: string, verdict: string): void;
}

export function runtimeMetrics(metrics: Metrics): RuntimeMetrics {
  const seen = metrics.counter('records_observed_total', 'records told as new or changed', ['resource']);
  const polls = metrics.histogram('poll_seconds', 'how long a poll took', ['resource']);
  const fresh = metrics.gauge('poll_last_success_timestamp_seconds', 'when a poll last succeeded', ['resource']);
  const writes = metrics.counter('commands_total', 'writes by what became of them', ['resource', 'outcome']);
  const retries = metrics.counter('write_retries_total', 'writes that were put off', ['resource']);
  const sought = metrics.counter('records_missed_total', 'records that a listing missed, by what became of them', [
    'resource',
    'verdict',
  ]);
  return {
    sought: (resource, verdict) => sought.inc({ resource, verdict }),
    seen: (resource, count) => seen.inc({ resource }, count),
    polled: (resource, seconds) => {
      polls.observe({ resource }, seconds);
      fresh.set({ resource }, Date.now() / 1000);
    },
    answered: (resource, outcome) => writes.inc({ resource, outcome }),
    retried: (resource) => retries.inc({ resource }),
  };
}
