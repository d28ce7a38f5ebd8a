import type { Department } from '@samsvar/contracts';
import { PowerOfficeCustomer } from '@samsvar/contracts';
import { constant, mapping, rowsOf, unmapped } from '../language/mapping.js';
import { checkedOrganizationNumber, email, phone } from '../language/particular.js';
import { digits, negated, text } from '../language/plain.js';
import { address } from './address.js';

const { from } = rowsOf<PowerOfficeCustomer>();

/** PowerOffice Go's customers that are companies (`IsPerson` false) as departments. */
export const customer = mapping<Department>({
  system: 'powerofficego',
  resource: 'contact',
  category: 'CUSTOMER',
  kind: 'department',
  role: 'customer',
  native: PowerOfficeCustomer,
  fields: {
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
  },
});
