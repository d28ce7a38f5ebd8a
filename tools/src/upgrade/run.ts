import { costOf } from '../chaos/cost.js';
import { Dice } from '../chaos/dice.js';
import { firstAgreement, type Life, lifeOf } from '../chaos/life.js';
import { paceOf } from '../chaos/pace.js';
import { writesPerEditMost } from '../chaos/report.js';
import { hrmCount } from '../e2e/once.js';
import { People } from '../e2e/people.js';
import { sandboxVariables } from '../sandbox-keys.js';
import { productRows } from '../services.js';
import type { Settings } from '../settings.js';
import type { Stack } from '../stack.js';
import type { Steps } from '../steps.js';
import { newVersion, type Version } from './checkout.js';
import { conflictDecided } from './decided.js';
import { Fleet } from './fleet.js';
import { type Case, Judge, type Passed } from './judge.js';
import { replace, type Replacement } from './replace.js';
import type { StageReport, UpgradeReport } from './report.js';
import { migrated, type Migrated, refusals } from './schemas.js';
import { Warnings } from './warnings.js';
import type { UpgradeWishes } from './words.js';

/** How a run is made; the stack is started by it and stopped by whoever made it. */
export interface UpgradeRun {
  readonly stack: Stack;
  readonly settings: Settings;
  /** Where services put what they say. */
  readonly logs: string;
  readonly earlier: Version;
  /** The commit of the earlier version. */
  readonly commit: string;
  readonly wishes: UpgradeWishes;
  readonly steps: Steps;
  readonly signal: AbortSignal;
}

const editEveryMs = 500;
const livedMs = 25_000;
const birthsLeast = 3;

/** From the earlier version to the new one and back, one replica at a time, while people work in both systems. */
export async function upgrade(run: UpgradeRun): Promise<UpgradeReport> {
  const { earlier, steps } = run;
  const at = await begun(run);
  const way = new Way(run, at);
  let ran: Migrated = {};
  await way.stage('mixed, upward', async () => {
    ran = await steps.step('migrate of the new version', () => migrated(at.fleet, newVersion));
    return { replacements: await way.replaceAll(newVersion) };
  });
  await way.stage('all new', () => way.lived());
  await way.stage('mixed, downward', async () => {
    const flaws = await steps.step('migrate of the earlier version', () => refusals(at.fleet, earlier, ran));
    return { replacements: await way.replaceAll(earlier), flaws };
  });
  await way.stage('all earlier', () => way.lived());
  return reportOf(run, at, way.stages, ran);
}

/** The earlier version, agreed and at peace, and people who are about to work with it. */
async function begun({ stack, settings, logs, earlier, wishes, steps, signal }: UpgradeRun): Promise<Case> {
  await stack.startGround();
  const sandbox = stack.sandboxUrl;
  const people = await People.of(sandbox);
  const hrmAtFirst = await hrmCount(people);
  const fleet = new Fleet({ stack, settings, keys: await sandboxVariables(sandbox) });
  await steps.step('topics, schemas and services, earlier', () => fleet.startAll(earlier));
  const beginning = await steps.step('first agreement', () =>
    firstAgreement({ sandbox, records: wishes.records, signal }),
  );
  await fetch(`${sandbox}/sandbox/v1/counters`, { method: 'DELETE' });
  const dice = (salt: number) => new Dice(wishes.seed * 16 + salt);
  const life = await lifeOf(sandbox, beginning, { dice, everyMs: editEveryMs, keepsAll: true });
  const warnings = new Warnings(logs);
  // What was said while everything came up is another matter.
  warnings.news();
  return { fleet, beginning, life, people, hrmAtFirst, warnings };
}

/** The stages that were passed, and how each is lived. */
class Way {
  readonly stages: StageReport[] = [];
  private readonly judge: Judge;
  private turn = 0;

  constructor(
    private readonly run: UpgradeRun,
    private readonly at: Case,
  ) {
    this.judge = new Judge(at);
  }

  /** People work while something is done; when it is over and all is quiet, it is judged. */
  async stage(stage: string, work: () => Promise<Omit<Passed, 'stage'>>): Promise<void> {
    const { steps, signal } = this.run;
    steps.line(`${stage}:`);
    const passed = await whileLived(this.at.life, work, signal);
    const conflict = () => conflictDecided(this.at.fleet, this.at.people, this.turn++);
    const decided = steps.step('a conflict is decided', conflict, (flaws) => flaws.length === 0);
    const flaws = [...(passed.flaws ?? []), ...(await decided)];
    const judged = () => this.judge.over({ ...passed, stage, flaws });
    this.stages.push(await steps.step('quiet, and judged', judged, (one) => one.flaws.length === 0));
  }

  /** Replaces every service by another version, one at a time. */
  async replaceAll(version: Version): Promise<readonly Replacement[]> {
    const { run, at } = this;
    const done: Replacement[] = [];
    for (const row of productRows) {
      run.signal.throwIfAborted();
      const words = `${row.name}: ${version.name} beside the other, then alone`;
      const one = () => replace(at.fleet, row, version, at.life.people.edits);
      done.push(await run.steps.step(words, one, ({ flaws }) => flaws.length === 0));
    }
    return done;
  }

  /** People work for a while, some records are made, and nothing else happens. */
  async lived(): Promise<Omit<Passed, 'stage'>> {
    const { steps, signal } = this.run;
    const over = AbortSignal.any([AbortSignal.timeout(livedMs), signal]);
    await steps.step('people at work', async () => {
      for (let born = 0; born < birthsLeast; born++) await this.at.life.births.bear();
      await ended(over);
    });
    signal.throwIfAborted();
    return {};
  }
}

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

async function whileLived<T>({ people, observer, gauge }: Life, work: () => Promise<T>, signal: AbortSignal) {
  const ends = new AbortController();
  const until = AbortSignal.any([ends.signal, signal]);
  const living = Promise.all([people.work(until), observer.watch(until), gauge.watch(until)]);
  try {
    return await Promise.race([work(), living.then(() => Promise.reject(new Error('people have stopped')))]);
  } finally {
    ends.abort();
    await living;
  }
}

function reportOf(
  { commit, wishes: { records, seed } }: UpgradeRun,
  { beginning, life }: Case,
  stages: readonly StageReport[],
  ran: Migrated,
): UpgradeReport {
  const pace = paceOf(life.gauge, { resumed: [], blows: [] });
  // Every stage has a conflict of its own: two edits.
  const edits = stages.reduce((sum, stage) => sum + stage.edits + 2, 0);
  const { writesPerEdit } = costOf(life.gauge, life.births.all, edits);
  return {
    ...{ from: commit, records, seed, pairs: beginning.pairs.length, migrated: ran, stages, writesPerEdit },
    ...{ maxPerSecond: pace.counts.maxPerSecond, overLimit: pace.counts.overLimit },
    violations: [
      ...stages.flatMap(({ stage, flaws }) => flaws.map((flaw) => `${stage}: ${flaw}`)),
      ...pace.words,
      ...(writesPerEdit > writesPerEditMost ? [`${writesPerEdit} writes per edit`] : []),
    ],
  };
}
