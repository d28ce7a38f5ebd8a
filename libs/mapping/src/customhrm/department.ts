import type { Department } from '@samsvar/contracts';
import { HrmDepartment } from '@samsvar/contracts';
import { mapping, rowsOf, unmapped } from '../language/mapping.js';
import { atMost, oneOf } from '../language/plain.js';
import { reference } from '../language/reference.js';
import { active, departmentName } from './rows.js';

const { from } = rowsOf<HrmDepartment>();
const companiesOnly = unmapped('a department of PowerOffice Go has none; customers do');

/** The HRM's departments of kind `DEPARTMENT`. */
export const department = mapping<Department>({
  system: 'customhrm',
  resource: 'department',
  category: 'DEPARTMENT',
  kind: 'department',
  native: HrmDepartment,
  fields: {
    category: from('kind', oneOf('DEPARTMENT', 'CUSTOMER'), 'atBirth'),
    ...departmentName,
    code: from('code', atMost(32)),
    ...active,
    managerId: from(
      'managerId',
      reference('customhrm', 'employee', 'employee', 'the employee linked by flow 5'),
      'both',
    ),
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
