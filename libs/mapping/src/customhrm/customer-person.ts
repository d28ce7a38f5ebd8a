import type { Employee } from '@samsvar/contracts';
import { HrmEmployee } from '@samsvar/contracts';
import { mapping, rowsOf, unmapped } from '../language/mapping.js';
import { reference } from '../language/reference.js';
import { category } from './category.js';
import { active, address, dateOfBirth, personName, reachable } from './rows.js';

const { from } = rowsOf<HrmEmployee>();
const employeesOnly = unmapped('a customer is not employed');

/** The HRM's employees of kind `CUSTOMER_PERSON`: persons that are customers. */
export const customerPerson = mapping<Employee>({
  system: 'customhrm',
  resource: 'employee',
  category: 'CUSTOMER_PERSON',
  kind: 'employee',
  native: HrmEmployee,
  fields: {
    ...category,
    employeeNumber: unmapped('a customer number is no employee number'),
    ...personName,
    ...reachable,
    ...dateOfBirth,
    jobTitle: employeesOnly,
    ...address,
    ...active,
    departmentId: from(
      'departmentId',
      reference('customhrm', 'department', 'department', 'the department linked by flow 4'),
      'both',
      { note: 'else none; only to a `DEPARTMENT`' },
    ),
    managerId: employeesOnly,
    hiredDate: employeesOnly,
    startDate: employeesOnly,
    endDate: employeesOnly,
  },
});
