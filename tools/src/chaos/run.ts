import type { Stack } from '../stack.js';
import type { Steps } from '../steps.js';
import { Dice } from './dice.js';
import { type Beginning, firstAgreement, type Life, lifeOf, untilQuiet } from './life.js';
import type { ChaosReport } from './report.js';
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
const editEveryMs = 650;

/** Lives so many minutes of edits and faults on a stack of its own, then waits for quiet, and judges. */
export async function chaos(run: ChaosRun): Promise<ChaosReport> {
  const { stack, steps, wishes } = run;
  await stack.startGround();
  await stack.startProduct();
  await steps.step('second replicas', () => stack.startBeside(twice));
  const beginning = await steps.step('first agreement', () =>
    firstAgreement({ sandbox: stack.sandboxUrl, records: wishes.records, signal: run.signal }),
  );
  await fetch(`${stack.sandboxUrl}/sandbox/v1/counters`, { method: 'DELETE' });
  const lived = await steps.step(`${wishes.minutes} minutes of chaos`, () => rage(run, beginning));
  const quiet = await steps.step('quiet', () => untilQuiet(lived, beginning.ends));
  return verdict(run, beginning, { ...lived, ...quiet });
}

/** Everyone who was there. */
export interface Lived extends Life {
  readonly weather: Weather;
}

/** People edit, machines fall, systems misbehave; resolves when all of that is over. */
async function rage({ stack, steps, wishes, signal }: ChaosRun, beginning: Beginning): Promise<Lived> {
  const totalMs = wishes.minutes * 60_000;
  const dice = (salt: number) => new Dice(wishes.seed * 16 + salt);
  const life = await lifeOf(stack.sandboxUrl, beginning, { dice, everyMs: editEveryMs });
  const { people, observer, gauge } = life;
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
  return { ...life, weather };
}
