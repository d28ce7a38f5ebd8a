import type { Department } from '@samsvar/contracts';
import { personCustomer, PowerOfficeCustomer } from '@samsvar/contracts';
import { no } from '../language/codec.js';
import { constant, mapping, type Rows, rowsOf, unmapped } from '../language/mapping.js';
import { checkedOrganizationNumber, email, phone } from '../language/particular.js';
import { digits, negated, text } from '../language/plain.js';
import { address } from './address.js';

const { from } = rowsOf<PowerOfficeCustomer>();

const fields: Rows<Department> = {
  category: constant('CUSTOMER', 'atBirth'),
  name: from('Name', text),
  code: from('Number', digits, 'toHrm'),
  organizationNumber: from('OrganizationNumber', checkedOrganizationNumber, 'both', {
    note: 'checked by modulus 11 before PowerOffice Go is told',
  }),
  email: from('EmailAddress', email),
  phone: from('PhoneNumber', phone),
  websiteUrl: from('WebsiteUrl', text),
  ...address,
  active: from('IsArchived', negated, 'both', {
    vetoedBy: 'IsActive',
    note: 'negated; a customer whose read-only `IsActive` is false reads as inactive too',
  }),
  managerId: unmapped('a customer of PowerOffice Go has no manager'),
};

/** PowerOffice Go's customers that are companies (`IsPerson` false) as departments. */
export const customer = mapping<Department>({
  system: 'powerofficego',
  resource: 'contact',
  category: 'CUSTOMER',
  kind: 'department',
  role: 'customer',
  native: PowerOfficeCustomer,
  fields,
});

/**
 * Customers that are persons, read once more as departments where a tenant wants that (flows.md 3). Where PowerOffice
 * Go has no name of theirs in one piece it is put together of two, so that it can't be told back.
 */
export const personDepartment = mapping<Department>({
  system: 'powerofficego',
  resource: personCustomer,
  category: 'CUSTOMER',
  kind: 'department',
  role: 'customer',
  native: PowerOfficeCustomer,
  fields: {
    ...fields,
    name: from('Name', text, 'toHrm', {
      fixed: no('invalid-value', "is a person's name: change it on the employee, or in PowerOffice Go"),
    }),
  },
});
