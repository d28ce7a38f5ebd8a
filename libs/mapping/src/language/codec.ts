import type { ReasonCode, Scalar } from '@samsvar/contracts';
import { plainText } from '@samsvar/contracts';

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

const notText = no('schema', 'is not text');
const notYesNo = no('schema', 'is not a yes or no');

/** Says a value only if it is clean text; empty stays empty, and anything but text is refused. */
const cleanly =
  <Value extends string>(say: (text: string, at: Place) => Said<Value>) =>
  (value: Scalar, at: Place): Said<Value> => {
    if (value === null) return null;
    if (typeof value !== 'string') return notText;
    const text = plainText(value);
    return text === null ? null : say(text, at);
  };

/** A codec between texts. Its parts see clean text only. */
export function ofText<Canonical extends string = string>(parts: Parts<string, Canonical>): Codec<string, Canonical> {
  return {
    says: parts.says,
    decode: cleanly((text, at) => parts.decode(text, at)),
    encode: cleanly((text, at) => parts.encode(text as Canonical, at)),
    recall: cleanly((text, at) => (parts.recall ?? parts.encode)(text as Canonical, at)),
  };
}

/** A codec between a yes and a no. */
export function ofYesNo({ says, decode, encode }: Parts<boolean, boolean>): Codec<boolean, boolean> {
  const boldly = (say: typeof decode) => (value: boolean | null, at: Place) =>
    value === null ? null : typeof value === 'boolean' ? say(value, at) : notYesNo;
  return { says, decode: boldly(decode), encode: boldly(encode), recall: boldly(encode) };
}
