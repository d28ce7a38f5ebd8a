import type { Department } from '@samsvar/contracts';
import { HrmDepartment } from '@samsvar/contracts';
import { mapping, rowsOf, unmapped } from '../language/mapping.js';
import { customerCode, organizationNumber, websiteUrl } from '../language/particular.js';
import { atMost, oneOf } from '../language/plain.js';
import { active, address, departmentName, reachable } from './rows.js';

const { from } = rowsOf<HrmDepartment>();

/** The HRM's departments of kind `CUSTOMER`: companies that are customers. */
export const customer = mapping<Department>({
  system: 'customhrm',
  resource: 'department',
  category: 'CUSTOMER',
  kind: 'department',
  native: HrmDepartment,
  fields: {
    category: from('kind', oneOf('DEPARTMENT', 'CUSTOMER'), 'atBirth'),
    ...departmentName,
    code: from('code', atMost(32, customerCode), 'toHrm', {
      note: "the bare number; the HRM side adds and strips `C-`, so it cannot meet a department's code",
    }),
    organizationNumber: from('organizationNumber', organizationNumber),
    ...reachable,
    websiteUrl: from('websiteUrl', websiteUrl),
    ...address,
    ...active,
    managerId: unmapped('a customer of PowerOffice Go has no manager'),
  },
});
