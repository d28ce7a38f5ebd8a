import { getJson } from '../http.js';
import { duplicatesOf, historyOf, judge } from './judge.js';
import type { Observer } from './observer.js';
import type { Pair } from './pairs.js';
import { type ChaosReport, writesPerEditMost } from './report.js';
import type { Beginning, ChaosRun, Lived, Quiet } from './run.js';

/** How long after a process goes on its requests are excused from the pace, in milliseconds. */
const excusedMs = 1_500;

/** What a run showed, by both systems' APIs and the edits that were made alone. */
export async function verdict(
  { wishes, stack }: ChaosRun,
  { ends, all, pairs }: Beginning,
  lived: Lived & Quiet,
): Promise<ChaosReport> {
  const { observer, gauge, weather, differing, secondsToQuiet } = lived;
  const { toll } = weather;
  const judged = judge(observer.all());
  const twins = duplicatesOf(all, await ends.everything());
  const { most, over } = gauge.pace();
  const mayBeExcused = toll.resumed.filter(({ whom }) => /^powerofficego-connector|^sandbox/.test(whom));
  const isExcused = (at: number) => mayBeExcused.some((on) => at >= on.at - 100 && at <= on.at + excusedMs);
  const overLimit = over.filter((at) => !isExcused(at));
  const { creates, changes } = gauge.written();
  const writesPerEdit = Math.round(((creates + changes) / Math.max(1, judged.edits + creates)) * 1000) / 1000;
  const { resumed: _, ...counts } = toll;
  const about = (words: string) => explained(words, { observer, pairs, link: stack.linkUrl });
  const seconds = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms / 100) / 10);
  return {
    minutes: wishes.minutes,
    seed: wishes.seed,
    records: wishes.records,
    pairs: pairs.length,
    ...counts,
    edits: judged.edits,
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
        ? [`${overLimit.length} requests were too many: ${overLimit.map(timeOf).join(' ')}`]
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
