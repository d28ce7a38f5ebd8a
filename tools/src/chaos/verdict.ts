import { costOf } from './cost.js';
import { explained } from './explained.js';
import { duplicatesOf, judge } from './judge.js';
import { paceOf } from './pace.js';
import { type ChaosReport, writesPerEditMost } from './report.js';
import type { Beginning, Quiet } from './life.js';
import type { ChaosRun, Lived } from './run.js';

/** What a run showed, by both systems' APIs and the edits that were made alone. */
export async function verdict(
  { wishes, stack }: ChaosRun,
  { ends, all, pairs }: Beginning,
  { observer, gauge, weather, births, differing, secondsToQuiet }: Lived & Quiet,
): Promise<ChaosReport> {
  const { minutes, seed, records } = wishes;
  const { resumed: _, blows: __, ...counts } = weather.toll;
  const judged = judge(observer.all());
  const twins = duplicatesOf(all, await ends.everything());
  const pace = paceOf(gauge, weather.toll);
  const cost = costOf(gauge, births.all, judged.edits);
  const sources = { observer, pairs, link: stack.linkUrl };
  const differences = await Promise.all(differing.map((words) => explained(words, sources)));
  return {
    ...{ minutes, seed, records, pairs: pairs.length },
    ...counts,
    ...judged.counts,
    ...cost,
    ...pace.counts,
    duplicates: twins.length,
    differ: differing.length,
    faults: gauge.faults(),
    secondsToQuiet,
    violations: [
      ...judged.words,
      ...twins,
      ...differences,
      ...(secondsToQuiet === null ? ['the systems did not fall silent'] : []),
      ...pace.words,
      ...(cost.writesPerEdit > writesPerEditMost ? [`${cost.writesPerEdit} writes per edit`] : []),
    ],
  };
}
