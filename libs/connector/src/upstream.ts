import type { Metrics } from '@samsvar/service';

/** Told of every request to a system and what came of it; `undefined` where no answer came. */
export type Answered = (operation: string, status: number | undefined, begunAt: number) => void;

const buckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Measures requests to a system: how long each kind takes, how they end, and how often it asks for a pause. */
export function upstreamMetrics(metrics: Metrics): Answered {
  const duration = metrics.histogram(
    'upstream_request_duration_seconds',
    'requests to the system, by method (or sign-in) and by the class of the answer; none: no answer came',
    ['operation', 'status_class'],
    buckets,
  );
  const limited = metrics.counter('rate_limited_total', 'requests that the system answered with 429');
  return (operation, status, begunAt) => {
    const status_class = status === undefined ? 'none' : `${Math.floor(status / 100)}xx`;
    duration.observe({ operation, status_class }, (performance.now() - begunAt) / 1_000);
    if (status === 429) limited.inc();
  };
}

/** Carries out a request, and tells of it whatever comes of it. */
export async function measured<Answer extends { readonly status: number }>(
  answered: Answered | undefined,
  operation: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const begun = performance.now();
  try {
    const answer = await ask();
    answered?.(operation, answer.status, begun);
    return answer;
  } catch (error) {
    answered?.(operation, undefined, begun);
    throw error;
  }
}
