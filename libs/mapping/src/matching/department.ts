import type { Values } from '@samsvar/contracts';
import { isOrganizationNumber, nineDigits } from '../organization-number.js';
import type { MatchRule } from './rule.js';
import { fold, ownReference, rule, said } from './rule.js';

const code = rule({
  name: 'code',
  sure: true,
  compares: ['code'],
  keyOf: ({ category, values }) => {
    const value = said(values, 'code');
    return value && `code:${category}:${value}`;
  },
});

/** The nine digits of a valid Norwegian organisation number, or undefined. */
function validNumber(values: Values): string | undefined {
  const nine = nineDigits(said(values, 'organizationNumber') ?? '');
  return nine !== undefined && isOrganizationNumber(nine) ? nine : undefined;
}

const organizationNumber = rule({
  name: 'organization-number',
  sure: true,
  compares: ['organizationNumber'],
  keyOf: ({ category, values }) => {
    const nine = category === 'CUSTOMER' ? validNumber(values) : undefined;
    return nine && `org:${nine}`;
  },
});

const forms = /(?:[ ,]+(?:as|asa|ans|da|ba|sa|enk|nuf|iks|kf|ks|ltd|gmbh|ab|aps|inc|llc))+$/;

/** A name without case and without the form of the company, which people leave out at will. */
export const companyName = (name: string): string =>
  fold(name.replace(/[.]/g, '').replace(/a\/s$/i, 'as')).replace(forms, '');

const name = rule({
  name: 'name',
  sure: false,
  compares: ['name'],
  keyOf: ({ category, values }) => {
    const value = said(values, 'name');
    const bare = value && companyName(value);
    return bare && `name:${category}:${bare}`;
  },
});

/** How departments are recognised, in order (flows.md, Matching). */
export const departmentRules: readonly MatchRule[] = [ownReference, code, organizationNumber, name];
