import type { Kind, Scalar } from '@samsvar/contracts';
import type { Same } from './comparisons.js';
import {
  sameCountry,
  sameEmail,
  sameExactly,
  sameOrganizationNumber,
  samePhone,
  sameText,
  sameWebsite,
} from './comparisons.js';

/** What is true of a canonical field in every flow. */
export interface FieldSpec {
  readonly name: string;
  /** Fields that only make sense together share a unit; most are a unit by themselves. */
  readonly unit: string;
  same(a: Scalar, b: Scalar): boolean;
  /** It names a record of this kind. */
  readonly reference?: Kind;
  /** Whether emptying it is an edit that travels. */
  readonly propagateClear: boolean;
  /** The HRM says it in other words in each category: what one category says means nothing in another. */
  readonly perCategory?: boolean;
  /** A first difference waits for a person (design.md 4, Meeting). */
  readonly asks: boolean;
  /** A refused write of it is tried again by itself after so many milliseconds. */
  readonly retryAfterMs?: number;
}

const field = (same: Same, more: Partial<Omit<FieldSpec, 'name' | 'same'>> = {}) => ({ same, ...more });
const address = (same: Same = sameText) => field(same, { unit: 'address' });
/** A yes or no and a name by which others know the record are never emptied from afar. */
const kept = { propagateClear: false };
/** PowerOffice Go refuses to archive a contact while it has ledger balances: another day it may not. */
const daily = { retryAfterMs: 24 * 60 * 60 * 1_000 };

const shared = {
  category: field(sameExactly, kept),
  email: field(sameEmail),
  phone: field(samePhone),
  managerId: field(sameExactly, { reference: 'employee' as const }),
  active: field(sameExactly, { ...kept, ...daily }),
  'address.line1': address(),
  'address.line2': address(),
  'address.postalCode': address(),
  'address.city': address(),
  'address.countryCode': address(sameCountry),
};

const parts = {
  employee: {
    ...shared,
    employeeNumber: field(sameText, { ...kept, asks: true }),
    firstName: field(sameText, { unit: 'name' }),
    lastName: field(sameText, { unit: 'name' }),
    dateOfBirth: field(sameExactly),
    jobTitle: field(sameText),
    departmentId: field(sameExactly, { reference: 'department' as const }),
    hiredDate: field(sameExactly),
    startDate: field(sameExactly, { unit: 'employment' }),
    endDate: field(sameExactly, { unit: 'employment' }),
  },
  department: {
    ...shared,
    name: field(sameText),
    code: field(sameText, { perCategory: true }),
    organizationNumber: field(sameOrganizationNumber, { asks: true }),
    websiteUrl: field(sameWebsite),
  },
} satisfies Record<Kind, Record<string, ReturnType<typeof field>>>;

const specs = (kind: Kind): ReadonlyMap<string, FieldSpec> =>
  new Map(
    Object.entries(parts[kind]).map(([name, part]) => [
      name,
      { name, unit: name, propagateClear: true, asks: false, ...part },
    ]),
  );

/** Every canonical field by name, per kind: how it is compared and what it moves with (flows.md, Values). */
export const fields: Readonly<Record<Kind, ReadonlyMap<string, FieldSpec>>> = {
  employee: specs('employee'),
  department: specs('department'),
};
