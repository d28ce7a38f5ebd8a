import { isOrganizationNumber, nineDigits } from '../organization-number.js';
import type { Codec } from './codec.js';
import { no, ofText } from './codec.js';

const asItIs = (value: string) => value;

const notAnAddress = no('invalid-email', 'is not an e-mail address');

/** An e-mail address: written as found, refused when no mail could ever arrive there. */
export const email: Codec<string, string> = ofText({
  says: 'string (e-mail)',
  decode: asItIs,
  encode: (canonical) => (/^[^\s@]+@[^\s@]+$/.test(canonical) ? canonical : notAnAddress),
  recall: asItIs,
});

/** A phone number: the source's own spelling is written; only comparing knows about E.164 (flows.md, Values). */
export const phone: Codec<string, string> = ofText({
  says: 'string, compared as E.164 (default region NO)',
  decode: asItIs,
  encode: asItIs,
});

/** A website's address for a system that insists on a scheme: `https://` goes before what has none. */
export const websiteUrl: Codec<string, string> = ofText({
  says: 'string (URL)',
  decode: asItIs,
  encode: (canonical) => (/^[a-z][a-z0-9+.-]*:\/\//i.test(canonical) ? canonical : `https://${canonical}`),
  recall: asItIs,
});

const wrongCheckDigit = no(
  'invalid-organization-number',
  'has nine digits, but the last is not the check digit of the others (modulus 11)',
);

/** An organisation number: a Norwegian one is written as its nine digits, a foreign one as it is. */
export const organizationNumber: Codec<string, string> = ofText({
  says: 'string (9 digits for NO)',
  decode: asItIs,
  encode: (canonical) => nineDigits(canonical) ?? canonical,
  recall: asItIs,
});

/** The same for PowerOffice Go, which is told no Norwegian number that cannot be one (flows.md, Values). */
export const checkedOrganizationNumber: Codec<string, string> = ofText({
  says: organizationNumber.says,
  decode: asItIs,
  encode: (canonical) => {
    const nine = nineDigits(canonical);
    if (nine === undefined) return canonical;
    return isOrganizationNumber(nine) ? nine : wrongCheckDigit;
  },
  recall: asItIs,
});

const notACustomer = no('invalid-value', 'is no customer number; the HRM side adds `C-` by itself');

/**
 * A customer's number as an HRM department code: the HRM side adds `C-` and strips it again, so that it cannot meet a
 * department's code (flows.md 2). A bare number there is no customer number of ours: it reads as `=10001`, so that both
 * spellings stay apart and each can be recalled.
 */
export const customerCode: Codec<string, string> = ofText({
  says: 'string',
  decode: (code) => {
    if (/^C-\d+$/.test(code)) return code.slice(2);
    return /^=*\d+$/.test(code) ? `=${code}` : code;
  },
  encode: (canonical) => {
    if (/^\d+$/.test(canonical)) return `C-${canonical}`;
    if (/^C-\d+$/.test(canonical)) return notACustomer;
    return /^=+\d+$/.test(canonical) ? canonical.slice(1) : canonical;
  },
});

const notTwoLetters = no('invalid-value', 'is not a country code of two letters (ISO 3166-1 alpha-2)');

/** A country by its two letters, as the HRM contract demands it. */
export const countryCode: Codec<string, string> = ofText({
  says: 'string (ISO 3166-1 alpha-2)',
  decode: asItIs,
  encode: (canonical) => (/^[a-z]{2}$/i.test(canonical) ? canonical : notTwoLetters),
  recall: asItIs,
});
