import type { Excess, Gauge, Stall } from './gauge.js';
import type { Toll } from './weather.js';

/** How long after a process goes on its requests are excused from the pace, in milliseconds. */
const excusedMs = 1_500;
/** What comes evenly comes this far apart; so many come together when whoever counts has stood still. */
const paceMs = 100;
const perSecond = 10;

interface Excuses {
  readonly resumed: readonly { readonly whom: string; readonly at: number }[];
  readonly stalls: readonly Stall[];
}

/** A process that went on between permit and send; or the sandbox, which counted together what came one by one. */
function isExcused({ at, count }: Excess, { resumed, stalls }: Excuses): boolean {
  const pacing = resumed.filter(({ whom }) => /^powerofficego-connector|^sandbox/.test(whom));
  if (pacing.some((on) => at >= on.at - 100 && at <= on.at + excusedMs)) return true;
  const stood = stalls.filter((stall) => stall.at <= at + paceMs && stall.at >= at - 1_000 - stall.ms);
  const heldMs = stood.reduce((sum, { ms }) => sum + ms, 0);
  return heldMs > 0 && count <= perSecond + 1 + Math.floor(heldMs / paceMs);
}

/** A request too many, and what had just befallen whom. */
const excess = ({ at, count }: Excess, blows: readonly { readonly words: string; readonly at: number }[]): string => {
  const before = blows.filter((blow) => blow.at < at && blow.at > at - 10_000).map(({ words }) => words);
  return `    ${timeOf(at)} the ${count}th in a second; before: ${before.join(', ') || 'nothing'}`;
};

const timeOf = (at: number) => new Date(at).toISOString().slice(11, 23);

/** How many requests to PowerOffice Go were too many for their second, and which of them nobody is to blame for. */
export function paceOf(gauge: Pick<Gauge, 'pace'>, { resumed, blows }: Pick<Toll, 'resumed' | 'blows'>) {
  const { most, over, stalls } = gauge.pace();
  const bad = over.filter((one) => !isExcused(one, { resumed, stalls }));
  const words = `${bad.length} requests were too many:\n${bad.map((one) => excess(one, blows)).join('\n')}`;
  const counts = { maxPerSecond: most, overLimit: bad.length, overLimitExcused: over.length - bad.length };
  return { counts, words: bad.length > 0 ? [words] : [] };
}
