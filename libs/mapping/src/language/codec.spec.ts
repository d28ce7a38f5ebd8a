import { describe, expect, test } from 'vitest';
import type { Codec } from './codec.js';
import { isNo } from './codec.js';
import {
  checkedOrganizationNumber,
  countryCode,
  customerCode,
  email,
  organizationNumber,
  phone,
  websiteUrl,
} from './particular.js';
import { atMost, dateOnly, digits, negated, oneOf, text, yesNo } from './plain.js';
import { reference } from './reference.js';

const at = { tenant: 'default' };
// Codecs of every type are held to one law here.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyCodec = Codec<any, any>;
const decoded = (codec: AnyCodec, native: unknown) => codec.decode(native, at);
const encoded = (codec: AnyCodec, canonical: unknown) => {
  const said = codec.encode(canonical, at);
  return isNo(said) ? said.code : said;
};
const department = reference('powerofficego', 'departments', 'department');

describe('reading', () => {
  test.each([
    ['text in another normal form', text, 'A\u030ase', 'Åse'],
    ['text with outer blanks', text, '\u00a0Åse \n', 'Åse'],
    ['text of blanks alone is empty', text, '  ', null],
    ['empty stays empty', email, null, null],
    ['an e-mail address keeps its case', email, 'Ola@Eksempel.no', 'Ola@Eksempel.no'],
    ['a phone number keeps its spelling', phone, '91 23 45 67', '91 23 45 67'],
    ['a time of day is no part of a date', dateOnly, '2024-02-29T00:00:00', '2024-02-29'],
    ['a number is text already', digits, '42', '42'],
    ['archived is not active', negated, true, false],
    ['not knowing is not its opposite', negated, null, null],
    ['a customer code without its prefix', customerCode, 'C-10001', '10001'],
    ['a bare number is no customer code of ours', customerCode, '10001', '=10001'],
    ['another code stays what it is', customerCode, 'SALG', 'SALG'],
    ['an id names a record', department, '7', 'default/powerofficego/departments/7'],
    ['a known word', oneOf('A', 'B'), 'B', 'B'],
  ])('%s', (_, codec, native, canonical) => {
    expect(decoded(codec, native)).toBe(canonical);
  });

  test.each([
    ['text that is a yes', text, true],
    ['a yes that is text', yesNo, 'true'],
    ['a number with letters', digits, '12a'],
    ['a date of another calendar', dateOnly, '31.12.2024'],
    ['a word that is not on the list', oneOf('A', 'B'), 'C'],
  ])('%s is a problem of the schema, never an exception', (_, codec, native) => {
    expect(decoded(codec, native)).toMatchObject({ code: 'schema' });
  });
});

describe('telling', () => {
  test.each([
    ['a number as it is', digits, '42', '42'],
    ['a number with a leading zero', digits, '0042', 'number-not-numeric'],
    ['a number with a letter', digits, 'A42', 'number-not-numeric'],
    ['a number below zero', digits, '-1', 'number-not-numeric'],
    ['text within the limit', atMost(3), 'åæø', 'åæø'],
    ['characters outside the basic plane count once', atMost(3), '👍👍👍', '👍👍👍'],
    ['text beyond the limit', atMost(3), 'fire', 'too-long'],
    ['what makes an address too long is found after it was tidied', atMost(12, websiteUrl), 'eksempel.no', 'too-long'],
    ['an e-mail address as found', email, 'Ola@Eksempel.no', 'Ola@Eksempel.no'],
    ['an e-mail address without a host', email, 'ola@', 'invalid-email'],
    ['an e-mail address with blanks', email, 'ola nordmann@eksempel.no', 'invalid-email'],
    ['a website without a scheme', websiteUrl, 'eksempel.no/om', 'https://eksempel.no/om'],
    ['a website with one', websiteUrl, 'http://eksempel.no', 'http://eksempel.no'],
    ['a Norwegian organisation number as its nine digits', organizationNumber, 'NO 312 345 676 MVA', '312345676'],
    ['one with a wrong check digit to the HRM', organizationNumber, '312 345 677', '312345677'],
    [
      'one with a wrong check digit to PowerOffice Go',
      checkedOrganizationNumber,
      '312345677',
      'invalid-organization-number',
    ],
    ['one with a right one to PowerOffice Go', checkedOrganizationNumber, '312 345 676', '312345676'],
    ['a foreign one to PowerOffice Go', checkedOrganizationNumber, 'SE556036079301', 'SE556036079301'],
    ['a foreign one as text', organizationNumber, 'SE556036079301', 'SE556036079301'],
    ['a customer number with its prefix', customerCode, '10001', 'C-10001'],
    ['what is prefixed already', customerCode, 'C-10001', 'invalid-value'],
    ['a code that was read as strange', customerCode, '=10001', '10001'],
    ['a country by its letters', countryCode, 'NO', 'NO'],
    ['a country by its name', countryCode, 'Norge', 'invalid-value'],
    ['a day', dateOnly, '2024-02-29', '2024-02-29'],
    ['a moment', dateOnly, '2024-02-29T00:00', 'invalid-value'],
    ['inactive as archived', negated, false, true],
    ['a record of the right resource', department, 'default/powerofficego/departments/7', '7'],
    ['a record of another resource', department, 'default/powerofficego/contact/7', 'reference-not-expressible'],
    ['a record of another system', department, 'default/customhrm/department/7', 'reference-not-expressible'],
    ['a record of another tenant', department, 'second/powerofficego/departments/7', 'reference-not-expressible'],
    ['a word that is not on the list', oneOf('A', 'B'), 'C', 'schema'],
    ['nothing', websiteUrl, null, null],
    ['blanks alone', websiteUrl, ' ', null],
  ])('%s', (_, codec, canonical, native) => {
    expect(encoded(codec, canonical)).toBe(native);
  });
});
