import { getJson } from '../http.js';
import { until } from '../stack/until.js';

/** Requests of one shape, as the sandbox counts them (contracts.md 5). */
export interface RequestCount {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly count: number;
}

/** What the sandbox counted of one system. */
export interface SystemCounters {
  readonly requests: readonly RequestCount[];
  readonly maxPerSecond: number;
}

/** What `GET /sandbox/v1/counters` answers, people's requests left out. */
export interface Counters {
  readonly powerofficego: SystemCounters;
  readonly customhrm: SystemCounters;
}

export const countersOf = (sandbox: string): Promise<Counters> => getJson(`${sandbox}/sandbox/v1/counters`);

/** Signing in and asking for one's rights is not yet looking at records. */
const isPoll = ({ method, path }: RequestCount) => method === 'GET' && !/ClientIntegrationInformation/i.test(path);

/** When the product first asked PowerOffice Go for records, as seen from outside, to a tenth of a second. */
export async function firstPoll(sandbox: string, withinMs: number, signal: AbortSignal): Promise<number> {
  const seen = async () => ((await countersOf(sandbox)).powerofficego.requests.some(isPoll) ? Date.now() : undefined);
  return until(seen, { withinMs, everyMs: 100, signal, complaint: () => new Error('nobody polled PowerOffice Go') });
}
