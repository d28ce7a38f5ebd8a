import type { Category, ContactValues, RecordRef, System, Values } from '@samsvar/contracts';

/** One whole record per flow, as each system says it, and what both mean. Ids differ; everything else agrees. */
export interface Example {
  readonly canonical: Values;
  readonly powerofficego: { readonly ref: RecordRef; readonly values: Values | ContactValues };
  readonly customhrm: { readonly ref: RecordRef; readonly values: Values };
}

const ref = (system: System, resource: RecordRef['resource'], id: string): RecordRef => ({
  tenant: 'default',
  system,
  resource,
  id,
});

const address = {
  'address.line1': 'Storgata 1',
  'address.line2': null,
  'address.postalCode': '0155',
  'address.city': 'Oslo',
  'address.countryCode': 'NO',
};
const mailAddress = {
  'MailAddress.AddressLine1': 'Storgata 1',
  'MailAddress.AddressLine2': null,
  'MailAddress.ZipCode': '0155',
  'MailAddress.City': 'Oslo',
  'MailAddress.CountryCode': 'NO',
};
const person = { firstName: 'Åse', lastName: 'Ødegård', email: 'ase@eksempel.no', phone: '91 23 45 67' };
const contact = { FirstName: 'Åse', LastName: 'Ødegård', EmailAddress: 'ase@eksempel.no', PhoneNumber: '91 23 45 67' };
const company = { email: 'post@eksempel.no', phone: '22 12 34 56' };

/** References say the PowerOffice Go ids; the HRM's are 1000 more, since each system speaks of its own records. */
export const examples: Readonly<Record<Category, Example>> = {
  DEPARTMENT: {
    canonical: { category: 'DEPARTMENT', name: 'Salg', code: '10', active: true, managerId: 'employee 7' },
    powerofficego: {
      ref: ref('powerofficego', 'departments', '1'),
      values: { Name: 'Salg', Code: '10', IsActive: true, ManagerEmployeeId: '7' },
    },
    customhrm: {
      ref: ref('customhrm', 'department', 'd1'),
      values: { kind: 'DEPARTMENT', name: 'Salg', code: '10', active: true, managerId: '1007' },
    },
  },
  CUSTOMER: {
    canonical: {
      category: 'CUSTOMER',
      name: 'Eksempel AS',
      code: '10001',
      organizationNumber: '312345676',
      websiteUrl: 'https://eksempel.no',
      active: true,
      ...company,
      ...address,
    },
    powerofficego: {
      ref: ref('powerofficego', 'contact', '2'),
      values: {
        roles: ['customer'],
        shared: {
          Name: 'Eksempel AS',
          EmailAddress: company.email,
          PhoneNumber: company.phone,
          IsArchived: false,
          IsPerson: false,
          ...mailAddress,
        },
        customer: {
          Number: '10001',
          OrganizationNumber: '312345676',
          WebsiteUrl: 'https://eksempel.no',
          DepartmentId: null,
          IsActive: true,
        },
      },
    },
    customhrm: {
      ref: ref('customhrm', 'department', 'd2'),
      values: {
        kind: 'CUSTOMER',
        name: 'Eksempel AS',
        code: 'C-10001',
        organizationNumber: '312345676',
        websiteUrl: 'https://eksempel.no',
        active: true,
        ...company,
        ...address,
      },
    },
  },
  EMPLOYEE: {
    canonical: {
      category: 'EMPLOYEE',
      employeeNumber: '42',
      jobTitle: 'Selger',
      dateOfBirth: '1980-02-29',
      hiredDate: '2020-01-01',
      startDate: '2020-02-01',
      endDate: null,
      active: true,
      departmentId: 'department 1',
      managerId: 'employee 7',
      ...person,
      ...address,
    },
    powerofficego: {
      ref: ref('powerofficego', 'contact', '3'),
      values: {
        roles: ['employee'],
        shared: { ...contact, DateOfBirth: '1980-02-29', IsArchived: false, IsPerson: true, ...mailAddress },
        employee: {
          Number: '42',
          JobTitle: 'Selger',
          HiredDate: '2020-01-01',
          StartDate: '2020-02-01',
          EndDate: null,
          DepartmentId: '1',
          ManagerEmployeeId: '7',
        },
      },
    },
    customhrm: {
      ref: ref('customhrm', 'employee', 'e3'),
      values: {
        kind: 'EMPLOYEE',
        employeeNumber: '42',
        jobTitle: 'Selger',
        dateOfBirth: '1980-02-29',
        hiredDate: '2020-01-01',
        startDate: '2020-02-01',
        endDate: null,
        active: true,
        departmentId: '1001',
        managerId: '1007',
        ...person,
        ...address,
      },
    },
  },
  CUSTOMER_PERSON: {
    canonical: {
      category: 'CUSTOMER_PERSON',
      dateOfBirth: '1980-02-29',
      active: false,
      departmentId: 'department 1',
      ...person,
      ...address,
    },
    powerofficego: {
      ref: ref('powerofficego', 'contact', '4'),
      values: {
        roles: ['customer'],
        shared: { ...contact, DateOfBirth: '1980-02-29', IsArchived: true, IsPerson: true, ...mailAddress },
        customer: { Number: '10002', OrganizationNumber: null, WebsiteUrl: null, DepartmentId: '1', IsActive: true },
      },
    },
    customhrm: {
      ref: ref('customhrm', 'employee', 'e4'),
      values: {
        kind: 'CUSTOMER_PERSON',
        dateOfBirth: '1980-02-29',
        active: false,
        departmentId: '1001',
        ...person,
        ...address,
      },
    },
  },
  CONTACT_PERSON: {
    canonical: {
      category: 'CONTACT_PERSON',
      jobTitle: 'Innkjøper',
      active: true,
      departmentId: 'department 2',
      ...person,
      ...address,
    },
    powerofficego: {
      ref: { ...ref('powerofficego', 'contactperson', '5'), parent: '2' },
      values: { ...contact, Title: 'Innkjøper', IsActive: true, ContactId: '2', ...mailAddress },
    },
    customhrm: {
      ref: ref('customhrm', 'employee', 'e5'),
      values: {
        kind: 'CONTACT_PERSON',
        jobTitle: 'Innkjøper',
        active: true,
        departmentId: '1002',
        ...person,
        ...address,
      },
    },
  },
};

const keys: Readonly<Record<string, Readonly<Record<System, string>>>> = {
  'employee 7': { powerofficego: 'default/powerofficego/contact/7', customhrm: 'default/customhrm/employee/1007' },
  'department 1': {
    powerofficego: 'default/powerofficego/departments/1',
    customhrm: 'default/customhrm/department/1001',
  },
  'department 2': { powerofficego: 'default/powerofficego/contact/2', customhrm: 'default/customhrm/department/1002' },
};

/** What an example means when one system says it: references name that system's own records. */
export const meant = (category: Category, system: System): Values =>
  Object.fromEntries(
    Object.entries(examples[category].canonical).map(([field, value]) => [
      field,
      keys[String(value)]?.[system] ?? value,
    ]),
  );
