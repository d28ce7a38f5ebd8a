import type { Employee } from '@samsvar/contracts';
import { PowerOfficeEmployee } from '@samsvar/contracts';
import { constant, mapping, rowsOf } from '../language/mapping.js';
import { email, phone } from '../language/particular.js';
import { dateOnly, digits, negated, text } from '../language/plain.js';
import { reference } from '../language/reference.js';
import { address } from './address.js';

const { from } = rowsOf<PowerOfficeEmployee>();

/** PowerOffice Go's Employees as employees. */
export const employee = mapping<Employee>({
  system: 'powerofficego',
  resource: 'contact',
  category: 'EMPLOYEE',
  kind: 'employee',
  role: 'employee',
  native: PowerOfficeEmployee,
  fields: {
    category: constant('EMPLOYEE', 'atBirth'),
    employeeNumber: from('Number', digits, 'toHrm', {
      bornBack: true,
      note: "⇥ back when the employee was born in the HRM and the number lies in PowerOffice Go's series",
    }),
    firstName: from('FirstName', text),
    lastName: from('LastName', text),
    email: from('EmailAddress', email),
    phone: from('PhoneNumber', phone),
    jobTitle: from('JobTitle', text),
    dateOfBirth: from('DateOfBirth', dateOnly),
    hiredDate: from('HiredDate', dateOnly),
    startDate: from('StartDate', dateOnly),
    endDate: from('EndDate', dateOnly),
    ...address,
    active: from('IsArchived', negated, 'both', { note: 'negated' }),
    departmentId: from('DepartmentId', reference('powerofficego', 'departments', 'department'), 'both', {
      targets: ['DEPARTMENT'],
    }),
    managerId: from('ManagerEmployeeId', reference('powerofficego', 'contact', 'employee'), 'both', {
      targets: ['EMPLOYEE'],
      note: 'no cycles',
    }),
  },
});
