import { duplicatesOf, judge } from '../chaos/judge.js';
import { type Beginning, type Life, untilQuiet } from '../chaos/life.js';
import { agreement } from '../e2e/office.js';
import { madeTwice } from '../e2e/once.js';
import type { People } from '../e2e/people.js';
import { getJson } from '../http.js';
import { productRows } from '../services.js';
import type { Fleet } from './fleet.js';
import type { Replacement } from './replace.js';
import type { StageReport } from './report.js';
import type { Warnings } from './warnings.js';

/** Who is judged, and by what. */
export interface Case {
  readonly fleet: Fleet;
  readonly beginning: Beginning;
  readonly life: Life;
  readonly people: People;
  readonly warnings: Warnings;
  /** How many records the HRM had before anything was made. */
  readonly hrmAtFirst: number;
}

/** A part of the way that is over: nobody edits any more. */
export interface Passed {
  readonly stage: string;
  readonly replacements?: readonly Replacement[];
  /** What did not hold on the way. */
  readonly flaws?: readonly string[];
}

const agreementWithinMs = 120_000;

/** Judges each stage by both systems' own APIs, by link's, and by what ended that nobody had told to. */
export class Judge {
  private before = { edits: 0, births: 0, conflicts: 0, lost: 0, deaths: 0 };
  private readonly dead = new Set<string>();

  constructor(private readonly at: Case) {}

  /** Waits for quiet, then says what came of a stage, and what does not hold. */
  async over({ stage, replacements = [], flaws = [] }: Passed): Promise<StageReport> {
    const { life, beginning } = this.at;
    const { differing, secondsToQuiet } = await untilQuiet(life, beginning.ends);
    const [links, rebuilt] = [await this.linkFlaws(), await this.rebuilt()];
    const { edits, births, conflicts, lost, words } = this.counted();
    return {
      ...{ stage, edits, births, conflicts, lost, secondsToQuiet, rebuilt: rebuilt.words, replacements },
      flaws: [
        ...flaws,
        ...replacements.flatMap((one) => one.flaws),
        ...(edits === 0 || births === 0 ? [`people made only ${edits} edits and ${births} records`] : []),
        ...differing,
        ...(secondsToQuiet === null ? ['the systems did not fall silent'] : []),
        ...(lost > 0 ? words : []),
        ...duplicatesOf(beginning.all, await beginning.ends.everything()),
        ...links,
        ...(rebuilt.isEqual ? [] : [`rebuild --check: ${rebuilt.words}`]),
        ...this.deaths(),
        ...this.at.warnings.news(),
      ],
    };
  }

  /** What was done since the last stage. */
  private counted() {
    const { life } = this.at;
    const { counts, edits, words } = judge(life.observer.all());
    const now = { edits, births: life.births.all.length, conflicts: counts.conflicts, lost: counts.lost };
    const { before } = this;
    this.before = { ...before, ...now };
    return {
      words,
      edits: now.edits - before.edits,
      births: now.births - before.births,
      conflicts: now.conflicts - before.conflicts,
      lost: now.lost - before.lost,
    };
  }

  /** What link says of itself: that all agrees, that nothing was made twice, and which messages nobody could handle. */
  private async linkFlaws(): Promise<readonly string[]> {
    const { fleet, people, hrmAtFirst, life } = this.at;
    const { agreed, flows } = await agreement(fleet, agreementWithinMs);
    const differ = flows.filter((flow) => flow.differ > 0).map(({ id, differ: count }) => `${id}: ${count} differ`);
    const born = life.births.all.filter(({ at, path }) => at === 'hrm' && path !== undefined).length;
    const dead = await this.newDead();
    return [
      ...(agreed ? [] : ['link shows no agreement', ...differ]),
      ...(await madeTwice(fleet, people, hrmAtFirst + born)),
      ...dead,
    ];
  }

  private async newDead(): Promise<readonly string[]> {
    const { items } = await getJson<{ items: readonly DeadShown[] }>(
      `${this.at.fleet.stack.linkUrl}/api/v1/dead?limit=500`,
    );
    const found = items.filter(({ topic, place }) => !this.dead.has(`${topic} ${place}`));
    for (const { topic, place } of found) this.dead.add(`${topic} ${place}`);
    return found.map(({ topic, reason }) => `a dead letter of ${topic}: ${reason}`);
  }

  /** What the version that runs now says of link's projections. */
  private async rebuilt(): Promise<{ readonly isEqual: boolean; readonly words: string }> {
    const { fleet } = this.at;
    const row = productRows.find(({ name }) => name === 'link')!;
    const { version } = fleet.replicaOf(row);
    const { code, said } = await fleet.runScript(version, row, 'rebuild', '--check');
    return { isEqual: (code === 0 && /: equal$/m.test(said)) || isOtherWords(said), words: said.trim() };
  }

  private deaths(): readonly string[] {
    const { deaths } = this.at.fleet.ground.stack.supervisor;
    const found = deaths.slice(this.before.deaths);
    this.before = { ...this.before, deaths: deaths.length };
    return found;
  }
}

/** The same reasons in the words of another version, until a link is decided on again or somebody rebuilds. */
export function isOtherWords(said: string): boolean {
  const [head = '', ...differences] = said.trim().split('\n');
  return (
    / differences$/.test(head) &&
    differences.length > 0 &&
    differences.every((one) => /^ +standing \w+: words$/.test(one))
  );
}

interface DeadShown {
  readonly topic: string;
  readonly place: number;
  readonly reason: string;
}
