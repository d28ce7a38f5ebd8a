import type { Employee } from '@samsvar/contracts';
import { PowerOfficeContactPerson } from '@samsvar/contracts';
import { no } from '../language/codec.js';
import { constant, mapping, rowsOf, unmapped } from '../language/mapping.js';
import { email, phone } from '../language/particular.js';
import { text, yesNo } from '../language/plain.js';
import { reference } from '../language/reference.js';
import { address } from './address.js';

const { from } = rowsOf<PowerOfficeContactPerson>();
const unknown = unmapped('PowerOffice Go keeps none for a contact person');

/** PowerOffice Go's contact persons of customers (and suppliers) as employees. */
export const contactPerson = mapping<Employee>({
  system: 'powerofficego',
  resource: 'contactperson',
  category: 'CONTACT_PERSON',
  kind: 'employee',
  native: PowerOfficeContactPerson,
  fields: {
    category: constant('CONTACT_PERSON', 'atBirth'),
    employeeNumber: unknown,
    firstName: from('FirstName', text),
    lastName: from('LastName', text),
    email: from('EmailAddress', email),
    phone: from('PhoneNumber', phone),
    jobTitle: from('Title', text),
    dateOfBirth: unknown,
    ...address,
    active: from('IsActive', yesNo),
    departmentId: from('ContactId', reference('powerofficego', 'contact', 'department'), 'toHrm', {
      targets: ['CUSTOMER'],
      fixed: no('cannot-move', 'a contact person cannot be moved to another customer in PowerOffice Go'),
      note:
        "parent customer; none for a supplier's or a person customer's contact person; " +
        'a move in the HRM is a conflict',
    }),
    managerId: unknown,
    hiredDate: unknown,
    startDate: unknown,
    endDate: unknown,
  },
});
