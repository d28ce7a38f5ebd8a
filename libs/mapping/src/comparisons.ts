import type { Scalar } from '@samsvar/contracts';
import { nineDigits } from './organization-number.js';
import { e164 } from './phone.js';

/**
 * Whether two known values say the same thing. `null` is empty, and empty is the same as empty only, but for a country.
 */
export type Same = (a: Scalar, b: Scalar) => boolean;

/** Compares texts by what they stand for; anything that is not text, and most pairs, are settled without it. */
const by =
  (meaning: (text: string) => string): Same =>
  (a, b) =>
    a === b || (typeof a === 'string' && typeof b === 'string' && meaning(a) === meaning(b));

const plain = (text: string) => text.normalize('NFC').trim();

export const sameText: Same = by(plain);
export const sameExactly: Same = (a, b) => a === b;
export const sameEmail: Same = by((text) => plain(text).toLowerCase());
/** Two valid numbers as E.164 (default region NO), anything else as trimmed text. */
export const samePhone: Same = (a, b) => sameText(a, b) || by((text) => e164(text) ?? plain(text))(a, b);
/** Without scheme and trailing slash; host names know no case. */
export const sameWebsite: Same = by((text) => {
  const bare = plain(text)
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '');
  const path = bare.indexOf('/');
  return path < 0 ? bare.toLowerCase() : bare.slice(0, path).toLowerCase() + bare.slice(path);
});
/** By the nine digits of Norwegian ones, foreign ones as text. */
export const sameOrganizationNumber: Same = by((text) => nineDigits(text) ?? plain(text));
/** PowerOffice Go reads `NO` where nothing was given with an address. */
export const sameCountry: Same = (a, b) => country(a) === country(b);
const country = (value: Scalar) => (typeof value === 'string' ? plain(value).toUpperCase() || 'NO' : 'NO');
