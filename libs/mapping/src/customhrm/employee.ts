import type { Employee } from '@samsvar/contracts';
import { HrmEmployee } from '@samsvar/contracts';
import { mapping, rowsOf } from '../language/mapping.js';
import { atMost, dateOnly } from '../language/plain.js';
import { reference } from '../language/reference.js';
import { category } from './category.js';
import { active, address, dateOfBirth, jobTitle, personName, reachable } from './rows.js';

const { from } = rowsOf<HrmEmployee>();

/** The HRM's employees of kind `EMPLOYEE`. */
export const employee = mapping<Employee>({
  system: 'customhrm',
  resource: 'employee',
  category: 'EMPLOYEE',
  kind: 'employee',
  native: HrmEmployee,
  fields: {
    ...category,
    employeeNumber: from('employeeNumber', atMost(32), 'toHrm'),
    ...personName,
    ...reachable,
    ...jobTitle,
    ...dateOfBirth,
    hiredDate: from('hiredDate', dateOnly),
    startDate: from('startDate', dateOnly),
    endDate: from('endDate', dateOnly),
    ...address,
    ...active,
    departmentId: from(
      'departmentId',
      reference('customhrm', 'department', 'department', 'the department linked by flow 4'),
      'both',
    ),
    managerId: from(
      'managerId',
      reference('customhrm', 'employee', 'employee', 'the employee linked by flow 5'),
      'both',
    ),
  },
});
