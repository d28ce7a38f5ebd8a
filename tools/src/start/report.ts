import { join } from 'node:path';
import { tableOf } from '../table.js';
import type { FlowCounts, Verdict } from './agreement.js';

const counted = [
  'records',
  'linked',
  'agree',
  'differ',
  'waiting',
  'conflicts',
  'parked',
  'skipped',
  'onlyInHrm',
] as const;
const columns = [{ heading: 'flow' }, ...counted.map((heading) => ({ heading, right: true }))];

/** A row per flow with the counts of design.md 4. */
export const flowTable = (flows: readonly FlowCounts[]): string =>
  tableOf(
    columns,
    flows.map((flow) => [flow.enabled ? flow.id : `${flow.id} (off)`, ...counted.map((name) => flow[name])]),
  );

/** The one object of `npm start -- --once --json` (design.md 6). */
export function summaryOf({ agreed, at, flows }: Verdict, firstPollAt: number | undefined) {
  const seconds = firstPollAt === undefined ? 0 : Math.max(0, Math.round((at - firstPollAt) / 100) / 10);
  const counts = (flow: FlowCounts) => Object.fromEntries(counted.map((name) => [name, flow[name]]));
  return { agreed, seconds, flows: Object.fromEntries(flows.map((flow) => [flow.id, counts(flow)])) };
}

/** What stands in the way of agreement, as far as counts say, and what to do about it. */
export function whyNot({ flows }: Verdict, folder: string): string {
  const heard = flows.some(({ records }) => records > 0);
  const what = heard ? 'records under "differ" are still being worked on' : 'nothing was heard from PowerOffice Go yet';
  return `${what}. --timeout <seconds> gives it longer; the logs are in ${join(folder, 'logs')}.`;
}

/** How far we are, in one line. */
export function progressOf(flows: readonly FlowCounts[]): string {
  const total = (name: (typeof counted)[number]) => flows.reduce((sum, flow) => sum + flow[name], 0);
  const people = total('waiting') + total('conflicts') + total('parked');
  return `${total('agree')} of ${total('records')} records agree, ${total('differ')} to go, ${people} for a person`;
}
