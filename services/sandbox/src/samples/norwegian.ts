import type { Random } from './random.js';

const weights = [3, 2, 7, 6, 5, 4, 3, 2];

/** The organisation number with these first eight digits, or nothing where modulus 11 gives none. */
export function organizationNumber(eight: number): string | undefined {
  const digits = String(eight);
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? undefined : `${digits}${check}`;
}

/** Valid organisation numbers, each once. */
export function* organizationNumbers(): Generator<string, never> {
  for (let eight = 81_000_000; ; eight += 7) {
    const number = organizationNumber(eight);
    if (number) yield number;
  }
}

/** Norwegian phone numbers of eight digits, each once: mobile ones for people, others for companies. */
export function* phoneNumbers(prefix: '9' | '22' | '55', offset: number): Generator<string, never> {
  const room = 10 ** (8 - prefix.length);
  for (let index = 0; ; index++)
    yield prefix + String((index * 73_127 + offset) % room).padStart(8 - prefix.length, '0');
}

/** One number, spelt as people spell it. */
export function spelledPhone(random: Random, number: string): string {
  const [a, b, c] = [number.slice(0, 3), number.slice(3, 5), number.slice(5)];
  const spellings = [number, `${a} ${b} ${c}`, `+47 ${a} ${b} ${c}`, `+47${number}`, `0047 ${number}`];
  const pairs = number.replace(/(..)(?=.)/g, '$1 ');
  return random.pick([...spellings, pairs, `(+47) ${pairs}`]);
}

/** The name as an e-mail address has it: no æ, ø, å and no blanks. */
export const asciiOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('å', 'a')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
