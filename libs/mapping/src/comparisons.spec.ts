import type { Scalar } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import type { Same } from './comparisons.js';
import { sameCountry, sameEmail, sameOrganizationNumber, samePhone, sameText, sameWebsite } from './comparisons.js';
import { isOrganizationNumber, nineDigits } from './organization-number.js';
import { e164 } from './phone.js';

const alike: readonly (readonly [string, Same, Scalar, Scalar])[] = [
  ['text in two normal forms', sameText, 'Åse', 'A\u030ase'],
  ['a phone number with and without its country', samePhone, '912 34 567', '+4791234567'],
  ['a phone number with the old prefix', samePhone, '0047 91234567', '+47 91 23 45 67'],
  ['a foreign phone number with and without blanks', samePhone, '+46 8 123 456 78', '+46812345678'],
  ['what is no number, but for outer blanks', samePhone, 'ring resepsjonen', ' ring resepsjonen '],
  ['an e-mail address in two cases', sameEmail, 'Ola.Nordmann@Eksempel.NO', 'ola.nordmann@eksempel.no '],
  ['a website with and without its scheme', sameWebsite, 'https://Eksempel.no/', 'eksempel.no'],
  ['a website under both schemes', sameWebsite, 'http://eksempel.no/om', 'https://eksempel.no/om/'],
  ['an organisation number with blanks and MVA', sameOrganizationNumber, 'NO 312 345 676 MVA', '312345676'],
  ['Norway and nothing', sameCountry, null, 'NO'],
  ['a country in two cases', sameCountry, 'se', 'SE'],
  ['nothing and nothing', sameEmail, null, null],
];
const unlike: readonly (readonly [string, Same, Scalar, Scalar])[] = [
  ['text in two cases', sameText, 'Salg', 'salg'],
  ['two phone numbers', samePhone, '91234567', '91234568'],
  ['what is no number, inner blanks apart', samePhone, '12 345', '12345'],
  ['an extension and none', samePhone, '+4791234567 ext 5', '+4791234567'],
  ['two e-mail addresses', sameEmail, 'a@eksempel.no', 'b@eksempel.no'],
  ['two paths of a website', sameWebsite, 'eksempel.no/Om', 'eksempel.no/om'],
  ['a foreign and a Norwegian organisation number', sameOrganizationNumber, 'SE312345676', '312345676'],
  ['Sweden and nothing', sameCountry, 'SE', null],
  ['something and nothing', samePhone, '91234567', null],
];

describe('values say the same thing', () => {
  test.each(alike)('%s', (_, same, a, b) => {
    expect([same(a, b), same(b, a)]).toEqual([true, true]);
  });
});

describe('values differ', () => {
  test.each(unlike)('%s', (_, same, a, b) => {
    expect([same(a, b), same(b, a)]).toEqual([false, false]);
  });
});

describe('an organisation number', () => {
  test.each(['312345676', '300000010', '310000426'])('%s ends in its check digit', (nine) => {
    expect(isOrganizationNumber(nine)).toBe(true);
  });
  test.each(['312345677', '123456789', '31234567', '000000001', '', '31234567x'])('%s does not', (nine) => {
    expect(isOrganizationNumber(nine)).toBe(false);
  });
  test.each([
    ['312 345 676', '312345676'],
    ['NO312345676MVA', '312345676'],
    ['312.345.676 mva', '312345676'],
    ['556036-0793', undefined],
    ['DK12345678', undefined],
  ])('%s has the nine digits %s', (spelt, nine) => {
    expect(nineDigits(spelt)).toBe(nine);
  });
});

describe('a phone number', () => {
  test.each([
    ['91 23 45 67', '+4791234567'],
    ['(+47) 22 12 34 56', '+4722123456'],
    ['+1 202 555 0123', '+12025550123'],
    ['12345', undefined],
    ['ring meg', undefined],
    ['', undefined],
  ])('%s is %s', (spelt, number) => {
    expect(e164(spelt)).toBe(number);
  });
});
