import type { ContactRole, Refusal, Values } from '@samsvar/contracts';
import { contactPersonStampOf, contactStampOf } from '@samsvar/contracts';
import type { Births } from './births.js';
import type { ApiRow } from './fields.js';
import { askedFields, contactPersonFields, departmentFields, read, roleFields, sharedFields } from './fields.js';
import { contactPersonReading, contactReading, type ContactRows, departmentReading } from './readings.js';
import type { Shape } from './resource.js';

const always = ['Id', 'LastChangedDateTimeOffset'];
const plain = (read: (row: ApiRow) => ReturnType<typeof departmentReading>) => ({
  readingsOf: ([rows]: readonly (readonly ApiRow[])[]) => (rows ?? []).map(read),
  readingOf: read,
});

/** Departments take no reference, so what we made is known by its `Code`; the filter takes a list divided by commas. */
const departmentBirths: Births = {
  path: '/Departments',
  table: departmentFields,
  besides: () => ({ IsActive: true }),
  query: ({ values }) => `codes=${encodeURIComponent(codeOf(values))}`,
  isIt: (row, { values }) => read(row['Code'], 'text') === codeOf(values),
  markOf: (values) => (typeof values['Code'] === 'string' ? values['Code'].toLowerCase() : undefined),
  hindrance: (values) => (/^[^,]+$/.test(codeOf(values)) ? undefined : noCode),
  readingOf: departmentReading,
};
const codeOf = (values: Values): string => String(values['Code'] ?? '');
const noCode: Refusal = {
  field: 'Code',
  code: 'invalid-value',
  words: 'A department is made in PowerOffice Go only with a code without commas, by which it is found again.',
};

const employeeBirths: Births = {
  path: '/Employees',
  table: { ...sharedFields.employee, ...roleFields.employee },
  besides: ({ reference }) => ({ ExternalImportReference: reference }),
  query: ({ reference }) => `externalImportReference=${encodeURIComponent(reference)}`,
  isIt: (row, { reference }) => row['ExternalImportReference'] === reference,
  readingOf: (row) => contactReading({ employee: row }),
};

export const departments: Shape = {
  name: 'departments',
  sources: [{ path: '/Departments', fields: [...always, ...askedFields(departmentFields)] }],
  stampOf: () => 'record',
  ...plain(departmentReading),
  pathsOf: ({ id }) => [{ path: `/Departments/${encodeURIComponent(id)}` }],
  tableOf: () => departmentFields,
  readOnly: () => [],
  births: departmentBirths,
  inactive: { IsActive: false },
};

export const contactPersons: Shape = {
  name: 'contactperson',
  sources: [{ path: '/ContactPersons', fields: [...always, ...askedFields(contactPersonFields)] }],
  stampOf: contactPersonStampOf,
  ...plain(contactPersonReading),
  pathsOf: ({ id, parent }) => [
    { path: `/ContactPersons/${encodeURIComponent(parent ?? '0')}/${encodeURIComponent(id)}` },
  ],
  tableOf: () => contactPersonFields,
  readOnly: () => ['ContactId'],
  inactive: { IsActive: false },
};

const pathOfRole: Record<ContactRole, string> = { employee: '/Employees', customer: '/Customers' };
const sourceOf = (role: ContactRole) => ({
  path: pathOfRole[role],
  fields: [
    ...always,
    ...askedFields(sharedFields[role], roleFields[role]),
    ...(role === 'employee' ? ['ExternalImportReference'] : []),
  ],
});

/** Rows of Employees and Customers with one `Id` are one contact. */
export const contacts: Shape = {
  name: 'contact',
  sources: [sourceOf('employee'), sourceOf('customer')],
  stampOf: contactStampOf,
  readingsOf([employees = [], customers = []]) {
    const byId = new Map<string, ContactRows>();
    for (const row of employees) byId.set(String(row['Id']), { employee: row });
    for (const row of customers) byId.set(String(row['Id']), { ...byId.get(String(row['Id'])), customer: row });
    return [...byId.values()].map(contactReading);
  },
  readingOf: (row, role) => contactReading(role === 'customer' ? { customer: row } : { employee: row }),
  pathsOf({ id }, role) {
    const roles: readonly ContactRole[] = role ? [role] : ['employee', 'customer'];
    return roles.map((one) => ({ path: `${pathOfRole[one]}/${encodeURIComponent(id)}`, role: one }));
  },
  tableOf: (role = 'employee') => ({ ...sharedFields[role], ...roleFields[role] }),
  readOnly: (role) => (role === 'customer' ? ['IsActive'] : []),
  births: employeeBirths,
  inactive: { IsArchived: true },
};
