/** Where one service tells how it is doing. */
export interface MetricsDoor {
  readonly url: string;
  /** How many resources it polls; none for a service that polls nothing. */
  readonly resources: number;
}

/** The doors of the sandbox's tenant: PowerOffice Go has three resources, the HRM two. */
export const metricsDoors = (ports: Readonly<Record<string, number>>): readonly MetricsDoor[] =>
  [
    ['powerofficego-connector', 3] as const,
    ['customhrm-connector', 2] as const,
    ['mapping', 0] as const,
    ['link-consumer', 0] as const,
  ].map(([name, resources]) => ({ url: `http://127.0.0.1:${ports[name]}/metrics`, resources }));

/** What has to be nothing when all that was heard is worked off. */
const backlogs = /^samsvar_(consumer_lag|outbox_pending|attempts_open)\{[^}]*\} (\S+)$/gm;
const polls = /^samsvar_poll_last_success_timestamp_seconds\{[^}]*\} (\S+)$/gm;

/** Whether a service has polled all its resources since a moment, in milliseconds, and has nothing left to do. */
export function isWorkedOff(metrics: string, resources: number, since: number): boolean {
  const polled = [...metrics.matchAll(polls)].filter(([, seconds]) => Number(seconds) * 1_000 >= since);
  return polled.length >= resources && [...metrics.matchAll(backlogs)].every(([, , left]) => Number(left) === 0);
}

/**
 * Whether both systems have been looked at since a moment and what came of it has gone all the way: without that, a
 * start that goes on where it was would take an edit made meanwhile for agreement. A door that does not answer says no.
 */
export async function workedOff(doors: readonly MetricsDoor[], since: number): Promise<boolean> {
  const answers = await Promise.all(
    doors.map(async ({ url, resources }) => {
      const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
      return isWorkedOff(await answer.text(), resources, since);
    }),
  );
  return answers.every((done) => done);
}
