import { e164 } from '../phone.js';
import { personalMail } from './mailbox.js';
import type { Matchable, MatchRule } from './rule.js';
import { folded, ownReference, rule, said } from './rule.js';

const tokens = (name: string) => name.split(/[\s-]+/);

/**
 * Whether two last names may be one person's: equal without case, or all of the shorter in the longer (`Hansen`, `Berg
 * Hansen`, `Berg-Hansen`). A name that is not known is compatible with none.
 */
export function lastNamesCompatible(a: Matchable, b: Matchable): boolean {
  const [one, other] = [folded(a.values, 'lastName'), folded(b.values, 'lastName')];
  if (one === undefined || other === undefined) return false;
  if (one === other) return true;
  const [short, long] = [tokens(one), tokens(other)].sort((x, y) => x.length - y.length);
  return short!.every((token) => long!.includes(token));
}

const sameBirthDate = (a: Matchable, b: Matchable) => {
  const date = said(a.values, 'dateOfBirth');
  return date !== undefined && date === said(b.values, 'dateOfBirth');
};

const number = rule({
  name: 'employee-number',
  sure: true,
  compares: ['employeeNumber', 'lastName', 'dateOfBirth'],
  keyOf: ({ category, values }) => {
    const value = category === 'EMPLOYEE' ? said(values, 'employeeNumber') : undefined;
    return value && `num:${value}`;
  },
  // Number 1 is another person in another register: it takes a last name or a birth date besides.
  agrees: (a, b) => sameLastName(a, b) || sameBirthDate(a, b),
});

const sameLastName = (a: Matchable, b: Matchable) => {
  const name = folded(a.values, 'lastName');
  return name !== undefined && name === folded(b.values, 'lastName');
};

const mail = rule({
  name: 'email',
  sure: true,
  compares: ['email', 'lastName'],
  oneToOne: true,
  keyOf: ({ category, values }) => {
    const address = personalMail(values);
    return address && `mail:${category}:${address}`;
  },
  agrees: lastNamesCompatible,
});

const mailAnywhere = rule({
  name: 'email-other-category',
  sure: false,
  compares: ['email', 'lastName'],
  keyOf: ({ values }) => {
    const address = personalMail(values);
    return address && `mailany:${address}`;
  },
  agrees: (a, b) => a.category !== b.category && lastNamesCompatible(a, b),
});

const nameAndBirthDate = rule({
  name: 'name-and-birth-date',
  sure: false,
  compares: ['firstName', 'lastName', 'dateOfBirth'],
  keyOf: ({ values }) => {
    const [first, last, born] = [folded(values, 'firstName'), folded(values, 'lastName'), said(values, 'dateOfBirth')];
    return first && last && born && `nb:${first}|${last}|${born}`;
  },
});

const phoneAndLastName = rule({
  name: 'phone-and-last-name',
  sure: false,
  compares: ['phone', 'lastName'],
  keyOf: ({ values }) => {
    const [spelt, last] = [said(values, 'phone'), folded(values, 'lastName')];
    const phone = spelt && last && e164(spelt);
    return phone && `pl:${phone}|${last}`;
  },
});

/** How employees are recognised, in order (flows.md, Matching). */
export const employeeRules: readonly MatchRule[] = [
  ownReference,
  number,
  mail,
  mailAnywhere,
  nameAndBirthDate,
  phoneAndLastName,
];
