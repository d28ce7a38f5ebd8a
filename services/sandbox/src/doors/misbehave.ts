import type { World } from '../world.js';
import type { Answer } from './answer.js';
import type { FaultKind } from './faults.js';
import { misfit } from './misfit.js';
import type { Front, Route } from './serve.js';
import { repeatRow, sayTwice, skipRow } from './spoil.js';

/** How an answer goes over the wire where not simply whole: cut off midway, or piece by piece. */
export type Manner = 'whole' | 'cut' | 'drip';

/** Ends a request: with an answer, or without one where the connection is cut. */
export type Done = (answer?: Answer, manner?: Manner) => void;

interface Request {
  readonly world: World;
  readonly front: Front;
  readonly route: Route;
  /** Carries the request out. */
  readonly handle: () => Answer;
  readonly done: Done;
}

/** Meets a request of the product with the faults that are on; what strikes first decides, in the order of its life. */
export function misbehave(request: Request): void {
  const { world, front, handle, done } = request;
  const { faults } = world;
  if (faults.strikes('lost-request')) return done();
  const storm = faults.storm(front.system, world.clock.now());
  if (storm) return done(tooMany(front, storm.silent));
  if (faults.strikes('error-500')) return done(front.failure);
  if (faults.strikes('redirect')) return done(elsewhere);
  if (faults.strikes('html')) {
    if (faults.random.chance(0.5)) handle();
    return done(page);
  }
  if (faults.strikes('late')) return void setTimeout(() => done(handle()), faults.delays.late);
  carriedOut(request, spoilt(request, handle()));
}

/** What may still go wrong when the request was carried out. */
function carriedOut({ world: { faults }, front, done }: Request, answer: Answer): void {
  if (faults.strikes('lost-answer')) return done();
  if (faults.strikes('error-500-after')) return done(front.failure);
  if (faults.strikes('truncated')) return done(half(answer));
  if (faults.strikes('cut-answer')) return done(answer, 'cut');
  if (faults.strikes('slow-drip')) return done(answer, 'drip');
  if (faults.strikes('huge')) return done(padded(answer));
  if (faults.strikes('slow')) return void setTimeout(() => done(answer), faults.delays.slow);
  done(answer);
}

/** The answer with something else in it than is stored; lists and reads alone. */
function spoilt({ world: { faults }, route }: Request, answer: Answer): Answer {
  const twice = answer.status < 300 && faults.strikes('duplicate-keys') ? sayTwice(answer) : answer;
  if (twice !== answer || route.method !== 'GET') return twice;
  const spoilers = { 'skipped-row': skipRow, 'repeated-row': repeatRow } as const;
  for (const kind of Object.keys(spoilers) as (keyof typeof spoilers & FaultKind)[]) {
    if (faults.strikes(kind)) return spoilers[kind](answer, faults.random);
  }
  const unfit = misfit(answer, faults.rate('misfit'));
  if (unfit !== answer) faults.struck('misfit');
  return unfit;
}

const tooMany = ({ tooMany: answer }: Front, silent: boolean): Answer => ({
  ...answer,
  headers: silent ? {} : { 'Retry-After': '2' },
});

const elsewhere: Answer = { status: 302, headers: { Location: 'http://elsewhere.example/' } };

const page: Answer = {
  status: 200,
  type: 'text/html; charset=utf-8',
  body: '<!doctype html><html><head><title>One moment</title></head><body>We will be right back.</body></html>',
};

const half = (answer: Answer): Answer =>
  answer.body === undefined ? answer : { ...answer, body: answer.body.slice(0, Math.ceil(answer.body.length / 2)) };

const blanks = ' '.repeat(10 * 1024 * 1024);
const padded = (answer: Answer): Answer =>
  answer.body === undefined ? answer : { ...answer, body: `${blanks}${answer.body}` };
