import type { Filter } from './filters.js';
import type { Contact, Plain, RoleName } from './record.js';
import { contactPersonRow, customerRow, departmentRow, employeeRow, supplierRow } from './rows.js';
import type { Row } from './rows.js';
import type { PowerOfficeStore } from './store.js';
import type { Versions } from './versions.js';

/** What reading a resource needs to know; how it is written is in `departments`, `contact-persons`, `contacts`. */
export interface Resource<State extends { readonly id: number }> {
  readonly path: string;
  /** Either privilege lets one read; those ending in `_Full` let one write. */
  readonly privileges: readonly string[];
  /** The noun of `… with id = 5 not found.` */
  readonly noun: string;
  readonly shelf: (store: PowerOfficeStore) => Versions<State>;
  /** Whether a record on the shelf is a row of this resource. */
  readonly has: (state: State) => boolean;
  readonly row: (store: PowerOfficeStore, state: State) => Row;
  readonly filters: readonly Filter<State>[];
  /** An empty record, off which the names of a row are read. */
  readonly blank: State;
}

const blankPlain: Plain = { id: 0, created: '', changed: '', values: {} };
const blankRole = { created: '', changed: '', values: {} };
const blankContact: Contact = {
  id: 0,
  created: '',
  shared: {},
  address: null,
  roles: { employee: blankRole, customer: blankRole, supplier: blankRole },
};

const plainFilters: readonly Filter<Plain>[] = [
  { parameter: 'createdDateTimeOffsetGreaterThan', kind: 'after', of: (state) => state.created },
  { parameter: 'lastChangedDateTimeOffsetGreaterThan', kind: 'after', of: (state) => state.changed },
];

export const departments: Resource<Plain> = {
  path: 'Departments',
  privileges: ['Department', 'Department_Full'],
  noun: 'Department',
  shelf: (store) => store.departments,
  has: () => true,
  row: departmentRow,
  blank: blankPlain,
  filters: [
    ...plainFilters,
    { parameter: 'codes', kind: 'anyOf', of: (state) => state.values.Code },
    { parameter: 'name', kind: 'exact', of: (state) => state.values.Name },
    { parameter: 'isActive', kind: 'yesNo', of: (state) => state.values.IsActive ?? false },
    { parameter: 'createdFromImportJournalId', kind: 'exact', of: () => undefined },
  ],
};

export const contactPersons: Resource<Plain> = {
  path: 'ContactPersons',
  privileges: ['ContactPerson', 'Customer', 'Supplier', 'ContactPerson_Full', 'Customer_Full', 'Supplier_Full'],
  noun: 'Contact person',
  shelf: (store) => store.persons,
  has: () => true,
  row: contactPersonRow,
  blank: blankPlain,
  filters: [
    ...plainFilters,
    { parameter: 'contactIds', kind: 'ids', of: (state) => state.contactId },
    { parameter: 'externalCodes', kind: 'anyOf', of: (state) => state.values.ExternalCode },
  ],
};

/** The filters of a role's list; `word` is the middle of its own parameters, such as `customerNos`. */
function contactFilters(role: RoleName): readonly Filter<Contact>[] {
  const own = (name: string) => (contact: Contact) => contact.roles[role]!.values[name];
  return [
    { parameter: 'contactGroupIds', kind: 'ids', of: (contact) => contact.shared.ContactGroupIds ?? [] },
    { parameter: `${role}CreatedDateTimeOffsetGreaterThan`, kind: 'after', of: (c) => c.roles[role]!.created },
    { parameter: 'lastChangedDateTimeOffsetGreaterThan', kind: 'after', of: (c) => c.roles[role]!.changed },
    { parameter: `${role}Nos`, kind: 'ranges', of: own('Number') },
    { parameter: 'externalNos', kind: 'ranges', of: own('ExternalNumber') },
    { parameter: 'externalImportReference', kind: 'exact', of: own('ExternalImportReference') },
  ];
}

export const employees: Resource<Contact> = {
  path: 'Employees',
  privileges: ['Employee', 'Employee_Full'],
  noun: 'Employee',
  shelf: (store) => store.contacts,
  has: (contact) => contact.roles.employee !== undefined,
  row: employeeRow,
  blank: blankContact,
  filters: [
    ...contactFilters('employee'),
    { parameter: 'employeeEmails', kind: 'anyOf', of: (contact) => contact.shared.EmailAddress },
    { parameter: 'employeePhoneNumbers', kind: 'anyOf', of: (contact) => contact.shared.PhoneNumber },
  ],
};

const companyFilters = (role: RoleName): readonly Filter<Contact>[] => [
  ...contactFilters(role),
  { parameter: 'organizationNumbers', kind: 'anyOf', of: (contact) => contact.roles[role]!.values.OrganizationNumber },
  { parameter: 'emailAddresses', kind: 'anyOf', of: (contact) => contact.shared.EmailAddress },
  { parameter: 'phoneNumbers', kind: 'anyOf', of: (contact) => contact.shared.PhoneNumber },
];

export const customers: Resource<Contact> = {
  path: 'Customers',
  privileges: ['Customer', 'Customer_Full'],
  noun: 'Customer',
  shelf: (store) => store.contacts,
  has: (contact) => contact.roles.customer !== undefined,
  row: customerRow,
  blank: blankContact,
  filters: companyFilters('customer'),
};

export const suppliers: Resource<Contact> = {
  path: 'Suppliers',
  privileges: ['Supplier', 'Supplier_Full'],
  noun: 'Supplier',
  shelf: (store) => store.contacts,
  has: (contact) => contact.roles.supplier !== undefined,
  row: supplierRow,
  blank: blankContact,
  filters: companyFilters('supplier'),
};
