import type { Department } from '@samsvar/contracts';
import { PowerOfficeDepartment } from '@samsvar/contracts';
import { constant, mapping, rowsOf, unmapped } from '../language/mapping.js';
import { text, yesNo } from '../language/plain.js';
import { reference } from '../language/reference.js';

const { from } = rowsOf<PowerOfficeDepartment>();
const companiesOnly = unmapped('a department of PowerOffice Go has none; customers do');

/** PowerOffice Go's Departments as departments. */
export const department = mapping<Department>({
  system: 'powerofficego',
  resource: 'departments',
  category: 'DEPARTMENT',
  kind: 'department',
  native: PowerOfficeDepartment,
  fields: {
    category: constant('DEPARTMENT', 'atBirth'),
    name: from('Name', text),
    code: from('Code', text, 'both', {
      findsBirth: true,
      note: 'a department that was born in the HRM needs one to be made in PowerOffice Go',
    }),
    active: from('IsActive', yesNo, 'both', { note: 'PowerOffice Go takes an unsaid one for false: always sent' }),
    managerId: from('ManagerEmployeeId', reference('powerofficego', 'contact', 'employee'), 'both', {
      targets: ['EMPLOYEE'],
    }),
    organizationNumber: companiesOnly,
    email: companiesOnly,
    phone: companiesOnly,
    websiteUrl: companiesOnly,
    'address.line1': companiesOnly,
    'address.line2': companiesOnly,
    'address.postalCode': companiesOnly,
    'address.city': companiesOnly,
    'address.countryCode': companiesOnly,
  },
});
