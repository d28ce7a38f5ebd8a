import { Random } from '../samples/random.js';
import type { System } from './counters.js';

/** What can go wrong on demand, each with the sentence that explains it. */
export const faultKinds = {
  'lost-answer': 'the request is carried out, then the connection is cut without an answer',
  'lost-request': 'the connection is cut before anything is carried out',
  'error-500': 'answered 500 before anything is carried out',
  'error-500-after': 'the request is carried out, then answered 500',
  'too-many': 'begins three seconds in which this system answers everything with 429 and Retry-After: 2',
  'too-many-silent': 'begins three seconds in which this system answers everything with 429 and no Retry-After',
  late: 'the request lies twelve seconds, longer than anyone waits, and is then carried out and answered',
  redirect: 'answered 302 to another host before anything is carried out',
  'stale-list': 'a PowerOffice Go list is answered from a replica two seconds behind',
  'skipped-row': 'a list lacks one of its rows; its totals are those of the whole',
  'repeated-row': 'a list has one of its rows twice',
  misfit: 'what is read has a word where true or false was promised, in that share of the records, always the same',
  'duplicate-keys': 'the first record of an answer says one of its texts twice: the true one, then another',
  html: 'answered 200 with the web page of a proxy, which let the request through half of the time',
  truncated: 'the request is carried out, and the JSON of its answer ends in the middle',
  'cut-answer': 'the request is carried out, and the connection is cut in the middle of the answer',
  huge: 'the request is carried out and answered with ten megabytes of blanks before the JSON',
  'slow-drip': 'the request is carried out and answered in twenty pieces, one a second',
  slow: 'the request is carried out and answered two seconds later',
} as const;
export type FaultKind = keyof typeof faultKinds;

/** How old a `stale-list` is, and how long a storm of 429 lasts, in milliseconds. */
export const staleMs = 2000;
const stormMs = 3000;

/** How long what takes its time takes, in milliseconds. */
export interface Delays {
  readonly slow: number;
  /** Longer than a client waits (ten seconds), shorter than a request may be in flight (fifteen). */
  readonly late: number;
  /** Between two of the pieces that drip. */
  readonly piece: number;
}

/** A system that answers 429 to everything for a while; `silent`: without saying how long. */
interface Storm {
  readonly untilMs: number;
  readonly silent: boolean;
}

/**
 * Which faults are on, and how often: rates from 0 to 1, drawn per request of the product, never of people; that of a
 * `misfit` is the share of records.
 */
export class Faults {
  #rates: Partial<Record<FaultKind, number>> = {};
  readonly #storms = new Map<System, Storm>();
  readonly #hits = new Map<FaultKind, number>();
  readonly random: Random;
  /** Specs have no time. */
  delays: Delays = { slow: 2000, late: 12_000, piece: 1000 };
  /** False while no fault is on, so that a calm sandbox pays nothing. */
  active = false;

  constructor(seed: number) {
    this.random = new Random(`faults/${seed}`);
  }

  get rates(): Readonly<Partial<Record<FaultKind, number>>> {
    return this.#rates;
  }

  set rates(rates: Readonly<Partial<Record<FaultKind, number>>>) {
    this.#rates = { ...rates };
    this.#storms.clear();
    this.active = Object.values(rates).some((rate) => rate > 0);
  }

  /** How often each kind has struck since the start. */
  get hits(): Readonly<Partial<Record<FaultKind, number>>> {
    return Object.fromEntries(this.#hits);
  }

  rate(kind: FaultKind): number {
    return this.#rates[kind] ?? 0;
  }

  /** Whether a kind strikes this time, which is counted. */
  strikes(kind: FaultKind): boolean {
    const rate = this.rate(kind);
    const struck = rate > 0 && this.random.chance(rate);
    if (struck) this.struck(kind);
    return struck;
  }

  struck(kind: FaultKind): void {
    this.#hits.set(kind, (this.#hits.get(kind) ?? 0) + 1);
  }

  /** The storm a request to a system runs into, begun by itself or before. */
  storm(system: System, nowMs: number): Storm | undefined {
    const raging = this.#storms.get(system);
    if (raging && raging.untilMs > nowMs) return raging;
    const kind = (['too-many', 'too-many-silent'] as const).find((one) => this.strikes(one));
    if (!kind) return undefined;
    const begun = { untilMs: nowMs + stormMs, silent: kind === 'too-many-silent' };
    this.#storms.set(system, begun);
    return begun;
  }
}
