import type { Employee } from '@samsvar/contracts';
import { HrmEmployee } from '@samsvar/contracts';
import { mapping, rowsOf, unmapped } from '../language/mapping.js';
import { reference } from '../language/reference.js';
import { category } from './category.js';
import { active, address, jobTitle, personName, reachable } from './rows.js';

const { from } = rowsOf<HrmEmployee>();
const unknown = unmapped('PowerOffice Go keeps none for a contact person');

/** The HRM's employees of kind `CONTACT_PERSON`: contact persons of customers and suppliers. */
export const contactPerson = mapping<Employee>({
  system: 'customhrm',
  resource: 'employee',
  category: 'CONTACT_PERSON',
  kind: 'employee',
  native: HrmEmployee,
  fields: {
    ...category,
    employeeNumber: unknown,
    ...personName,
    ...reachable,
    ...jobTitle,
    dateOfBirth: unknown,
    ...address,
    ...active,
    departmentId: from(
      'departmentId',
      reference('customhrm', 'department', 'department', 'the department linked by flow 2'),
      'toHrm',
    ),
    managerId: unknown,
    hiredDate: unknown,
    startDate: unknown,
    endDate: unknown,
  },
});
