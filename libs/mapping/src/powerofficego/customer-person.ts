import type { Employee } from '@samsvar/contracts';
import { PowerOfficeCustomer } from '@samsvar/contracts';
import { constant, mapping, rowsOf, unmapped } from '../language/mapping.js';
import { email, phone } from '../language/particular.js';
import { dateOnly, negated, text } from '../language/plain.js';
import { reference } from '../language/reference.js';
import { address } from './address.js';

const { from } = rowsOf<PowerOfficeCustomer>();
const employeesOnly = unmapped('a customer is not employed');

/** PowerOffice Go's customers that are persons (`IsPerson`) as employees. */
export const customerPerson = mapping<Employee>({
  system: 'powerofficego',
  resource: 'contact',
  category: 'CUSTOMER_PERSON',
  kind: 'employee',
  role: 'customer',
  native: PowerOfficeCustomer,
  fields: {
    category: constant('CUSTOMER_PERSON', 'atBirth'),
    employeeNumber: unmapped('a customer number is no employee number'),
    firstName: from('FirstName', text),
    lastName: from('LastName', text),
    email: from('EmailAddress', email),
    phone: from('PhoneNumber', phone),
    dateOfBirth: from('DateOfBirth', dateOnly),
    jobTitle: employeesOnly,
    ...address,
    active: from('IsArchived', negated, 'both', {
      vetoedBy: 'IsActive',
      note: 'negated; a customer whose read-only `IsActive` is false reads as inactive too',
    }),
    departmentId: from('DepartmentId', reference('powerofficego', 'departments', 'department'), 'both', {
      targets: ['DEPARTMENT'],
    }),
    managerId: employeesOnly,
    hiredDate: employeesOnly,
    startDate: employeesOnly,
    endDate: employeesOnly,
  },
});
