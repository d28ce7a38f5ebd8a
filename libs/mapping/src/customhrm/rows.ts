import type { HrmDepartment, HrmEmployee } from '@samsvar/contracts';
import { rowsOf } from '../language/mapping.js';
import { countryCode, email, phone } from '../language/particular.js';
import { atMost, dateOnly, text, yesNo } from '../language/plain.js';

/** Rows that several categories share; limits and demands from the contract (reference/customhrm.md 3.3). */
const { from } = rowsOf<HrmEmployee & HrmDepartment>();

export const address = {
  'address.line1': from('address.line1', atMost(200)),
  'address.line2': from('address.line2', atMost(200)),
  'address.postalCode': from('address.postalCode', atMost(50)),
  'address.city': from('address.city', atMost(100)),
  'address.countryCode': from('address.countryCode', countryCode),
};

/** How to reach a person or a company. */
export const reachable = {
  email: from('email', atMost(254, email)),
  phone: from('phone', atMost(32, phone)),
};

export const active = { active: from('active', yesNo) };

const { from: fromEmployee } = rowsOf<HrmEmployee>();

export const personName = {
  firstName: fromEmployee('firstName', atMost(100, text, 1), 'both', { required: 'missing-required' }),
  lastName: fromEmployee('lastName', atMost(100, text, 1), 'both', { required: 'missing-last-name' }),
};
export const jobTitle = { jobTitle: fromEmployee('jobTitle', atMost(200)) };
export const dateOfBirth = { dateOfBirth: fromEmployee('dateOfBirth', dateOnly) };

const { from: fromDepartment } = rowsOf<HrmDepartment>();

export const departmentName = {
  name: fromDepartment('name', atMost(255, text, 1), 'both', { required: 'missing-name' }),
};
