import type { Codec } from './codec.js';
import { no, ofText, ofYesNo } from './codec.js';

const asItIs = (value: string) => value;

/** Text as people write it. */
export const text: Codec<string, string> = ofText({ says: 'string', decode: asItIs, encode: asItIs });

/**
 * Another text codec that refuses what the system has no room for: it parks with the limit and is never cut. Length is
 * counted in code points, as JSON Schema's maxLength does.
 */
export function atMost(limit: number, inner: Codec<string, string> = text, least = 0): Codec<string, string> {
  const range = least > 0 ? `${least}–${limit}` : `≤ ${limit}`;
  const tooLong = no('too-long', `is longer than the ${limit} characters the other system takes`);
  const fits = (value: string) => value.length <= limit || [...value].length <= limit;
  return {
    ...inner,
    says: `${inner.says}, ${range}`,
    encode: (canonical, at) => {
      const said = inner.encode(canonical, at);
      return typeof said !== 'string' || fits(said) ? said : tooLong;
    },
  };
}

const notNumeric = no('number-not-numeric', 'is not a plain number without leading zeros, as PowerOffice Go needs it');

/** A number that names something, as decimal text. `0042` is not 42 and is refused (flows.md, Values). */
export const digits: Codec<string, string> = ofText({
  says: 'number',
  decode: (native) => (/^-?\d{1,19}$/.test(native) ? native : no('schema', 'is not a decimal number')),
  encode: (canonical) => (/^(0|[1-9]\d{0,14})$/.test(canonical) ? canonical : notNumeric),
  recall: asItIs,
});

const isDate = (value: string) => /^\d{4}-\d{2}-\d{2}$/.test(value);

/** A day without a time zone: the first ten characters count (flows.md, Values). */
export const dateOnly: Codec<string, string> = ofText({
  says: 'date',
  decode: (native) => (isDate(native.slice(0, 10)) ? native.slice(0, 10) : no('schema', 'is not a date YYYY-MM-DD')),
  encode: (canonical) => (isDate(canonical) ? canonical : no('invalid-value', 'is not a date YYYY-MM-DD')),
  recall: asItIs,
});

export const yesNo: Codec<boolean, boolean> = ofYesNo({ says: 'boolean', decode: (n) => n, encode: (c) => c });
/** Says the opposite: archived is not active. */
export const negated: Codec<boolean, boolean> = ofYesNo({ says: 'boolean', decode: (n) => !n, encode: (c) => !c });

/** A closed list of words. Another word is refused, never taken for a default (reference/correctness.md B.13). */
export function oneOf<Word extends string>(...words: readonly Word[]): Codec<Word, Word> {
  const known: readonly string[] = words;
  const unknown = no('schema', `is none of ${words.join(', ')}`);
  const check = (value: string) => (known.includes(value) ? (value as Word) : unknown);
  return ofText<Word>({ says: 'enum', decode: check, encode: check }) as Codec<Word, Word>;
}
