import { getJson } from '../http.js';
import { duplicatesOf, historyOf, judge } from './judge.js';
import type { Excess, Stall } from './gauge.js';
import type { Observer } from './observer.js';
import type { Pair } from './pairs.js';
import { type ChaosReport, writesPerEditMost } from './report.js';
import type { Beginning, ChaosRun, Lived, Quiet } from './run.js';

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

/** What a run showed, by both systems' APIs and the edits that were made alone. */
export async function verdict(
  { wishes, stack }: ChaosRun,
  { ends, all, pairs }: Beginning,
  lived: Lived & Quiet,
): Promise<ChaosReport> {
  const { observer, gauge, weather, births, differing, secondsToQuiet } = lived;
  const { toll } = weather;
  const judged = judge(observer.all());
  const twins = duplicatesOf(all, await ends.everything());
  const { most, over, stalls } = gauge.pace();
  const overLimit = over.filter((one) => !isExcused(one, { resumed: toll.resumed, stalls }));
  const { creates, changes } = gauge.written();
  const removed = births.all.filter((born) => born.removed).length;
  // Who was made in the HRM gets a number from PowerOffice Go, which the HRM is told.
  const numbered = births.all.filter(({ at, category }) => at === 'hrm' && category === 'EMPLOYEE').length;
  const owed = judged.edits + creates + removed + numbered;
  const writesPerEdit = Math.round(((creates + changes) / Math.max(1, owed)) * 1000) / 1000;
  const { resumed: _, blows, ...counts } = toll;
  const about = (words: string) => explained(words, { observer, pairs, link: stack.linkUrl });
  const seconds = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms / 100) / 10);
  return {
    minutes: wishes.minutes,
    seed: wishes.seed,
    records: wishes.records,
    pairs: pairs.length,
    ...counts,
    edits: judged.edits,
    births: births.all.length,
    removals: removed,
    conflicts: judged.conflicts,
    lost: judged.lost,
    duplicates: twins.length,
    differ: differing.length,
    overLimit: overLimit.length,
    overLimitExcused: over.length - overLimit.length,
    maxPerSecond: most,
    writes: creates + changes,
    writesPerEdit,
    faults: gauge.faults(),
    secondsToQuiet,
    agreementSeconds: { p50: seconds(judged.p50), p99: seconds(judged.p99) },
    violations: [
      ...judged.words,
      ...twins,
      ...(await Promise.all(differing.map(async (words) => [words, ...(await about(words))].join('\n')))),
      ...(secondsToQuiet === null ? ['the systems did not fall silent'] : []),
      ...(overLimit.length > 0
        ? [`${overLimit.length} requests were too many:\n${overLimit.map((one) => excess(one, blows)).join('\n')}`]
        : []),
      ...(writesPerEdit > writesPerEditMost ? [`${writesPerEdit} writes per edit`] : []),
    ],
  };
}

const timeOf = (at: number) => new Date(at).toISOString().slice(11, 23);

interface Sources {
  readonly observer: Observer;
  readonly pairs: readonly Pair[];
  readonly link: string;
}

/** The histories of a pair that differs, by the words about it, and what link says of it: for whoever looks why. */
async function explained(words: string, { observer, pairs, link }: Sources): Promise<readonly string[]> {
  const pair = pairs.find(({ goPath }) => words.startsWith(`${goPath} `));
  if (!pair) return [];
  const histories = observer
    .all()
    .filter(({ pair: other, unit }) => other === pair && words.includes(` in ${unit.name}:`))
    .flatMap(historyOf);
  const url = `${link}/api/v1/records/powerofficego/${resourceOf(pair)}/${pair.goId}`;
  const said = await Promise.all(
    [url, `${url}/history`].map((at) => getJson<object>(`${at}?tenant=default`).then(JSON.stringify, String)),
  );
  return [...histories, ...said.map((text) => `    link: ${text}`)];
}

const resourceOf = ({ category }: Pair) =>
  category === 'DEPARTMENT' ? 'departments' : category === 'CONTACT_PERSON' ? 'contactperson' : 'contact';
