import type { ReasonCode, Scalar } from '@samsvar/contracts';

/** Where a value stands: references become record keys, which begin with the tenant. */
export interface Place {
  readonly tenant: string;
}

/** Why a value cannot be said: a reason code and words a person can act on, never the value itself. */
export interface No {
  readonly code: ReasonCode;
  readonly words: string;
}
export type Said<Value extends Scalar> = Value | null | No;

export const no = (code: ReasonCode, words: string): No => ({ code, words });
export const isNo = (said: Scalar | No): said is No => typeof said === 'object' && said !== null;

/**
 * How one value is said in two shapes, all ways in one place, so that none is forgotten. `null` is empty on both sides
 * and no codec sees it. Laws, checked for every codec in `codec.spec.ts`:
 *
 * - what was read can be recalled: `recall(decode(n)) = n` for every native value in normal form;
 * - what was written reads as the same thing: `same(decode(encode(c)), c)`, and writing that again changes nothing;
 * - nothing throws: what cannot be said is a `No`.
 */
export interface Codec<Native extends Scalar, Canonical extends Scalar> {
  /** Printed as the data type in `docs/flows.md`. */
  readonly says: string;
  decode(native: Native | null, at: Place): Said<Canonical>;
  /** What to write. May tidy the value (`https://` before a website) or refuse it. */
  encode(canonical: Canonical | null, at: Place): Said<Native>;
  /** What the system must have said for us to have read this: the exact inverse of `decode`, used for expectations. */
  recall(canonical: Canonical | null, at: Place): Said<Native>;
}

/** The parts of a codec that differ from "as it is". */
interface Parts<Native extends Scalar, Canonical extends Scalar> {
  readonly says: string;
  decode(native: Native, at: Place): Said<Canonical>;
  encode(canonical: Canonical, at: Place): Said<Native>;
  recall?(canonical: Canonical, at: Place): Said<Native>;
}

const notOf = { string: no('schema', 'is not text'), boolean: no('schema', 'is not a yes or no') };

/** A codec from its parts: empty stays empty, and a value of another type than the schema promises is refused. */
function codec<Native extends string | boolean, Canonical extends string | boolean>(
  native: 'string' | 'boolean',
  canonical: 'string' | 'boolean',
  parts: Parts<Native, Canonical>,
): Codec<Native, Canonical> {
  const recall = parts.recall ?? parts.encode;
  return {
    says: parts.says,
    decode: (n, at) => (n === null ? null : typeof n === native ? parts.decode(n, at) : notOf[native]),
    encode: (c, at) => (c === null ? null : typeof c === canonical ? parts.encode(c, at) : notOf[canonical]),
    recall: (c, at) => (c === null ? null : typeof c === canonical ? recall(c, at) : notOf[canonical]),
  };
}

/** A codec between texts. */
export const ofText = <Canonical extends string = string>(parts: Parts<string, Canonical>): Codec<string, Canonical> =>
  codec<string, Canonical>('string', 'string', parts);

/** A codec between a yes and a no. */
export const ofYesNo = (parts: Parts<boolean, boolean>): Codec<boolean, boolean> =>
  codec<boolean, boolean>('boolean', 'boolean', parts);
