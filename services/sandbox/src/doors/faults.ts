import { Random } from '../samples/random.js';

/** What can go wrong on demand, each with the sentence that explains it. */
export const faultKinds = {
  'lost-answer': 'the request is carried out, then the connection is cut without an answer',
  'lost-request': 'the connection is cut before anything is carried out',
  'error-500': 'answered 500 before anything is carried out',
  'error-500-after': 'the request is carried out, then answered 500',
  'stale-list': 'a PowerOffice Go list is answered from a replica two seconds behind',
  misfit: 'what is read has a word where true or false was promised, in that share of the records, always the same',
  slow: 'the request is carried out and answered two seconds later',
} as const;
export type FaultKind = keyof typeof faultKinds;

/** How late a `slow` answer and how old a `stale-list` is, in milliseconds. */
export const slowMs = 2000;
export const staleMs = 2000;

/**
 * Which faults are on, and how often: rates from 0 to 1, drawn per request of the product, never of people; that of a
 * `misfit` is the share of records.
 */
export class Faults {
  #rates: Partial<Record<FaultKind, number>> = {};
  readonly #random: Random;
  /** False while no fault is on, so that a calm sandbox pays nothing. */
  active = false;

  constructor(seed: number) {
    this.#random = new Random(`faults/${seed}`);
  }

  get rates(): Readonly<Partial<Record<FaultKind, number>>> {
    return this.#rates;
  }

  set rates(rates: Readonly<Partial<Record<FaultKind, number>>>) {
    this.#rates = { ...rates };
    this.active = Object.values(rates).some((rate) => rate > 0);
  }

  rate(kind: FaultKind): number {
    return this.#rates[kind] ?? 0;
  }

  strikes(kind: FaultKind): boolean {
    const rate = this.rate(kind);
    return rate > 0 && this.#random.chance(rate);
  }
}
