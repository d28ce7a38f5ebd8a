import type { Shown } from './office.js';

/** How one canonical field is edited and looked at on both sides: values that are new on each. */
export interface RowEdit {
  readonly field: string;
  readonly go: { readonly property: string; readonly values: readonly [unknown, unknown] };
  readonly hrm: { readonly property: string; readonly values: readonly [unknown, unknown] };
}

const same = (field: string, property: string, values: readonly [unknown, unknown]): RowEdit => ({
  field,
  go: { property, values },
  hrm: { property: field, values },
});

const address = [
  same('address.line1', 'MailAddress.AddressLine1', ['Storgata 1', 'Ærfuglveien 2']),
  same('address.line2', 'MailAddress.AddressLine2', ['c/o Ås', 'Oppgang Ø']),
  same('address.postalCode', 'MailAddress.ZipCode', ['0155', '9008']),
  same('address.city', 'MailAddress.City', ['Tromsø', 'Ål']),
  same('address.countryCode', 'MailAddress.CountryCode', ['SE', 'DK']),
];
const names = [same('firstName', 'FirstName', ['Åse', 'Øyvind']), same('lastName', 'LastName', ['Sæther', 'Ødegård'])];
const reached = [
  same('email', 'EmailAddress', ['ny.adresse@eksempel.no', 'annen.adresse@eksempel.no']),
  same('phone', 'PhoneNumber', ['+47 41 23 45 67', '92 34 56 78']),
];
const negated = (field: string): RowEdit => ({
  field,
  go: { property: 'IsArchived', values: [true, true] },
  hrm: { property: 'active', values: [false, false] },
});
const active = same('active', 'IsActive', [false, false]);
const birth = same('dateOfBirth', 'DateOfBirth', ['1980-02-29', '1991-12-31']);

/** Every row of flows.md that can be edited by itself, by category; references have tests of their own. */
export const rowEdits: Readonly<Record<string, readonly RowEdit[]>> = {
  DEPARTMENT: [same('name', 'Name', ['Salg Nord', 'Lager Øst']), same('code', 'Code', ['N-77', 'Ø-78']), active],
  CUSTOMER: [
    same('name', 'Name', ['Fjordkraft Ålesund AS', 'Nordlys Bygg AS']),
    // Customers' numbers lie in a series; the HRM says them with a prefix of its own.
    {
      field: 'code',
      go: { property: 'Number', values: [19990, 19991] },
      hrm: { property: 'code', values: ['C-19990', 'C-19991'] },
    },
    same('organizationNumber', 'OrganizationNumber', ['974760673', '923609016']),
    ...reached,
    same('websiteUrl', 'WebsiteUrl', ['https://www.fjord.example', 'https://nord.example/om']),
    ...address,
    negated('active'),
  ],
  EMPLOYEE: [
    {
      field: 'employeeNumber',
      go: { property: 'Number', values: [9970, 9971] },
      hrm: { property: 'employeeNumber', values: ['9970', '9971'] },
    },
    ...names,
    ...reached,
    same('jobTitle', 'JobTitle', ['Regnskapsfører', 'Økonomisjef']),
    birth,
    same('hiredDate', 'HiredDate', ['2019-03-01', '2021-08-15']),
    same('startDate', 'StartDate', ['2001-01-02', '2002-01-02']),
    same('endDate', 'EndDate', ['2030-12-31', '2031-06-30']),
    ...address,
    negated('active'),
  ],
  CUSTOMER_PERSON: [...names, ...reached, birth, ...address, negated('active')],
  CONTACT_PERSON: [...names, ...reached, same('jobTitle', 'Title', ['Daglig leder', 'Innkjøper']), ...address, active],
};

/** The rows that name another record, by category. */
export const referenceRows: Readonly<Record<string, readonly string[]>> = {
  DEPARTMENT: ['managerId'],
  EMPLOYEE: ['departmentId', 'managerId'],
  CUSTOMER_PERSON: ['departmentId'],
  CONTACT_PERSON: ['departmentId'],
};

/** Where a record is edited in its own system. */
export function pathOf({ ref, category }: Shown): string {
  if (ref.system === 'customhrm') return `/${ref.resource}s/${ref.id}`;
  if (ref.resource === 'departments') return `/Departments/${ref.id}`;
  if (ref.resource === 'contactperson') return `/ContactPersons/${ref.parent ?? ''}/${ref.id}`;
  return `/${category === 'EMPLOYEE' ? 'Employees' : 'Customers'}/${ref.id}`;
}

/** The value at a property, nested ones by their dotted name. */
export const valueAt = (row: Readonly<Record<string, unknown>>, property: string): unknown =>
  property
    .split('.')
    .reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>> | null)?.[name], row);
