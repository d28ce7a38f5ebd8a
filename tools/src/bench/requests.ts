import type { Counters, RequestCount } from '../start/first-poll.js';

/** Requests per record to each system; what an HRM record is told later (PATCH) is counted apart. */
export interface RequestsPerRecord {
  readonly powerofficego: number;
  readonly customhrm: number;
  readonly lateReferences: number;
}

const total = (requests: readonly RequestCount[], of: (request: RequestCount) => boolean = () => true): number =>
  requests.filter(of).reduce((sum, { count }) => sum + count, 0);

const isPatch = ({ method }: RequestCount) => method === 'PATCH';
const per = (count: number, records: number) => Math.round((count / records) * 1000) / 1000;

/** Divides what the sandbox counted by the records that were loaded. */
export const requestsPerRecord = (counters: Counters, records: number): RequestsPerRecord => ({
  powerofficego: per(total(counters.powerofficego.requests), records),
  customhrm: per(
    total(counters.customhrm.requests, (request) => !isPatch(request)),
    records,
  ),
  lateReferences: per(total(counters.customhrm.requests, isPatch), records),
});

/** The counts themselves, a line per shape, for looking closer. */
export const requestsByShape = ({ requests }: Counters['customhrm']): Readonly<Record<string, number>> =>
  Object.fromEntries(requests.map(({ method, path, status, count }) => [`${method} ${path} ${status}`, count]));
