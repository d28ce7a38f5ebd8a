import type { Scalar } from '@samsvar/contracts';
import { streamOf } from './faults.js';

/** How an HRM stores what it is told, and what it can do. */
export interface HrmCustoms {
  /** Fields it cuts to this many characters. */
  readonly cuts: Readonly<Record<string, number>>;
  /** Fields it stores in lower case. */
  readonly lowers: readonly string[];
  /** Fields of which it refuses values with this letter in them. */
  readonly refuses: Readonly<Record<string, string>>;
  /** A create repeated with one key makes one record (C3 by Idempotency-Key), or our reference is looked up (C3/C2). */
  readonly idempotentCreate: boolean;
  /** One record per reference, whoever sends it; where not, only looking it up prevents a second (C2). */
  readonly uniqueReference: boolean;
}

/** What a seed's HRM is like: most store what they are told. */
export function hrmCustomsOf(seed: number): HrmCustoms {
  const stream = streamOf(seed, 'hrm customs');
  return {
    cuts: stream.pick([{}, {}, { jobTitle: 6 }, { name: 6, 'address.line1': 6 }]),
    lowers: stream.pick([[], [], [], ['jobTitle', 'address.city']]),
    refuses: stream.pick([{}, {}, {}, { jobTitle: '7' }, { phone: '3', 'address.city': '5' }]),
    idempotentCreate: stream.chance(0.7),
    uniqueReference: true,
  };
}

/** A value as such a system stores it. */
export function asCustom({ cuts, lowers }: HrmCustoms, field: string, value: Scalar): Scalar {
  if (typeof value !== 'string') return value;
  const cut = cuts[field] === undefined ? value : value.slice(0, cuts[field]);
  return lowers.includes(field) ? cut.toLowerCase() : cut;
}

/** Whether such a system refuses a value. */
export const isRefused = ({ refuses }: HrmCustoms, field: string, value: Scalar | undefined): boolean =>
  refuses[field] !== undefined && typeof value === 'string' && value.includes(refuses[field]);

/** Whether a seed's PowerOffice Go honours JSON Patch `test` (W2); where it does not, a look is all there is (W1). */
export const honoursTest = (seed: number): boolean => streamOf(seed, 'pogo customs').chance(0.8);
