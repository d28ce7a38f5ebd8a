import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../stack.js';
import type { Steps } from '../steps.js';
import { Births, wrongBirths } from './births.js';
import { Dice } from './dice.js';
import { Ends, type Everything } from './ends.js';
import { Gauge } from './gauge.js';
import { Observer } from './observer.js';
import { differences, namesOf, type Pair, pairsOf, Rows } from './pairs.js';
import { People } from './people.js';
import type { ChaosReport } from './report.js';
import type { Names } from './units.js';
import { verdict } from './verdict.js';
import { faultsInTurn } from './moods.js';
import { blowsOf, Weather } from './weather.js';
import type { ChaosWishes } from './words.js';

/** How a run is made; the stack is started by it and stopped by whoever made it. */
export interface ChaosRun {
  readonly stack: Stack;
  readonly steps: Steps;
  readonly wishes: ChaosWishes;
  readonly signal: AbortSignal;
}

/** What runs a second time; link's API and the sandbox run once. */
const twice = ['powerofficego-connector', 'customhrm-connector', 'mapping', 'link-consumer'];
const loadWithinMs = 240_000;
const quietWithinMs = 300_000;
const quietForMs = 12_000;
const editEveryMs = 650;

/** So many looks in a row must find the same before the load is taken for over. */
const looksAlike = 5;

/** What everything begins with: who is whose counterpart, found by the judge itself once both systems agree. */
export interface Beginning {
  readonly ends: Ends;
  readonly all: Everything;
  readonly pairs: readonly Pair[];
}

/** Lives so many minutes of edits and faults on a stack of its own, then waits for quiet, and judges. */
export async function chaos(run: ChaosRun): Promise<ChaosReport> {
  const { stack, steps, wishes } = run;
  await stack.startGround();
  await stack.startProduct();
  await steps.step('second replicas', () => stack.startBeside(twice));
  const beginning = await steps.step('first agreement', () => firstAgreement(run));
  await fetch(`${stack.sandboxUrl}/sandbox/v1/counters`, { method: 'DELETE' });
  const lived = await steps.step(`${wishes.minutes} minutes of chaos`, () => rage(run, beginning));
  const quiet = await steps.step('quiet', () => untilQuiet(lived, beginning.ends));
  return verdict(run, beginning, { ...lived, ...quiet });
}

async function firstAgreement({ stack, wishes, signal }: ChaosRun): Promise<Beginning> {
  const ends = await Ends.of(stack.sandboxUrl);
  const deadline = Date.now() + loadWithinMs;
  for (let before = '', same = 0; ;) {
    signal.throwIfAborted();
    const all = await ends.everything();
    const found = pairsOf(all);
    const names = namesOf(found);
    const rows = new Rows(all);
    const pairs = found.filter((pair) => differences(pair, rows, names).length === 0);
    const now = `${pairs.length} of ${sizeOf(all)}`;
    same = now === before ? same + 1 : 0;
    if (same >= looksAlike && pairs.length > wishes.records * 0.85) return { ends, all, pairs };
    if (Date.now() > deadline) {
      const words = found.flatMap((pair) => differences(pair, rows, names)).slice(0, 20);
      throw new Error(`no agreement to begin with: ${pairs.length} of ${found.length}\n${words.join('\n')}`);
    }
    before = now;
    await pause(2_000);
  }
}

const sizeOf = ({ go, employees, departments }: Everything): number =>
  [...Object.values(go), employees, departments].reduce((sum, rows) => sum + rows.length, 0);

/** Everyone who was there. */
export interface Lived {
  readonly births: Births;
  readonly names: Names;
  readonly observer: Observer;
  readonly gauge: Gauge;
  readonly weather: Weather;
}

/** People edit, machines fall, systems misbehave; resolves when all of that is over. */
async function rage({ stack, steps, wishes, signal }: ChaosRun, { ends, pairs }: Beginning): Promise<Lived> {
  const totalMs = wishes.minutes * 60_000;
  const dice = (salt: number) => new Dice(wishes.seed * 16 + salt);
  // Names come from all that were found, so that a reference outside the edited pairs is compared too.
  const names = namesOf(pairsOf(await ends.everything()));
  const births = new Births(ends, dice(4));
  const people = new People({ ends, dice: dice(1), pairs, names, everyMs: editEveryMs, births });
  const observer = new Observer({ ends, pairs, names }, people.edits);
  const gauge = new Gauge(stack.sandboxUrl);
  const weather = new Weather(stack, gauge, (words) => steps.progress(words));
  const over = AbortSignal.any([AbortSignal.timeout(totalMs), signal]);
  const everyone = Object.keys(stack.supervisor.pids());
  const watched = new AbortController();
  const watching = Promise.all([observer.watch(watched.signal), gauge.watch(watched.signal)]);
  try {
    await Promise.all([
      people.work(over),
      weather.rage(blowsOf(dice(2), everyone, totalMs), over),
      faultsInTurn(stack.sandboxUrl, dice(3), over),
    ]);
  } finally {
    weather.release();
    watched.abort();
  }
  await watching;
  signal.throwIfAborted();
  return { births, names, observer, gauge, weather };
}

/** How it was when nobody edited and nothing fell any more. */
export interface Quiet {
  readonly differing: readonly string[];
  readonly secondsToQuiet: number | null;
}

/** Until everything agrees and nobody has written for a while; where that never comes, what differs then. */
async function untilQuiet({ observer, gauge, births, names }: Lived, ends: Ends): Promise<Quiet> {
  const begun = Date.now();
  let since: number | undefined;
  let written = -1;
  for (;;) {
    const differing = [...(await observer.look()), ...wrongBirths(births.all, await ends.everything(), names)];
    await gauge.look();
    const { creates, changes } = gauge.written();
    if (differing.length > 0 || creates + changes !== written) since = undefined;
    else since ??= Date.now();
    written = creates + changes;
    if (since !== undefined && Date.now() - since > quietForMs)
      return { differing, secondsToQuiet: Math.round((since - begun) / 100) / 10 };
    if (Date.now() - begun > quietWithinMs) return { differing, secondsToQuiet: null };
    await pause(1_000);
  }
}
