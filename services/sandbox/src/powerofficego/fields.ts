/** How a property is typed, which decides what a patch may put there; a list of words is an enum. */
export type FieldType = 'text' | 'integer' | 'decimal' | 'yesNo' | 'date' | 'integers' | 'address' | readonly string[];

/**
 * Whose a property is: the record's own (a role's, a department's), the whole contact's (`shared`), or only given to a
 * POST to be looked up there (`post`, such as `DepartmentCode`).
 */
export interface Field {
  readonly type: FieldType;
  readonly of: 'own' | 'shared' | 'post';
  readonly max?: number;
}

/** The writable properties of one resource, by name (reference/poweroffice/patch-dtos.json). */
export interface Shape {
  /** The first word of a patch error, such as `EmployeePatchDto`. */
  readonly dto: string;
  /** The noun of error titles and texts, such as `Employee`. */
  readonly noun: string;
  readonly fields: Readonly<Record<string, Field>>;
  readonly address: Readonly<Record<string, Field>>;
}

const own = (type: FieldType, max?: number): Field => ({ type, of: 'own', ...(max && { max }) });
const shared = (type: FieldType): Field => ({ type, of: 'shared' });
const post = (type: FieldType): Field => ({ type, of: 'post' });

const address = {
  AddressLine1: own('text', 200),
  AddressLine2: own('text', 200),
  ZipCode: own('text', 50),
  City: own('text', 100),
  CountryCode: own('text'),
};
const contactAddress = { ...address, ExternalCode: own('text', 50) };
const deliveryByMail = ['PdfByEmail', 'Print'];

/** What every role of a contact may change for all of them. */
const contact = {
  FirstName: shared('text'),
  LastName: shared('text'),
  EmailAddress: shared('text'),
  PhoneNumber: shared('text'),
  DateOfBirth: shared('date'),
  IsArchived: shared('yesNo'),
  NationalIdNumber: shared('text'),
  ContactGroupIds: shared('integers'),
  MailAddress: shared('address'),
  Number: own('integer'),
  ExternalImportReference: own('text', 50),
  ExternalNumber: own('integer'),
};

export const departmentShape: Shape = {
  dto: 'DepartmentPatchDto',
  noun: 'Department',
  address: {},
  fields: {
    Code: own('text'),
    Name: own('text'),
    IsActive: own('yesNo'),
    ManagerEmployeeId: own('integer'),
    ManagerEmployeeNo: post('integer'),
  },
};

export const contactPersonShape: Shape = {
  dto: 'ContactPersonPatchDto',
  noun: 'Contact person',
  address,
  fields: {
    EmailAddress: own('text'),
    ExternalCode: own('text', 50),
    FirstName: own('text'),
    IsActive: own('yesNo'),
    IsDefault: own('yesNo'),
    LastName: own('text'),
    MailAddress: own('address'),
    PhoneNumber: own('text'),
    Title: own('text'),
  },
};

export const employeeShape: Shape = {
  dto: 'EmployeePatchDto',
  noun: 'Employee',
  address: contactAddress,
  fields: {
    ...contact,
    DepartmentId: own('integer'),
    DepartmentCode: post('text'),
    EndDate: own('date'),
    Gender: own(['Male', 'Female', 'Hidden']),
    HiredDate: own('date'),
    InternationalIdCountryCode: own('text'),
    InternationalIdNumber: own('text'),
    InternationalIdReportToAltinn: own('yesNo'),
    InternationalIdType: own([
      'PassportNumber',
      'NationalIdentityNumber',
      'TaxIdentificationNumber',
      'ValueAddedTaxIdentificationNumber',
    ]),
    JobTitle: own('text'),
    LocationId: own('integer'),
    ManagerEmployeeId: own('integer'),
    ManagerEmployeeNo: post('integer'),
    StartDate: own('date'),
  },
};

export const customerShape: Shape = {
  dto: 'CustomerPatchDto',
  noun: 'Customer',
  address: contactAddress,
  fields: {
    ...contact,
    Name: shared('text'),
    IsPerson: shared('yesNo'),
    Allowance: own('decimal'),
    BillableRate: own('decimal'),
    CurrencyCode: own('text'),
    CustomerSince: own('date'),
    DeliveryTermId: own('integer'),
    DepartmentId: own('integer'),
    DepartmentCode: post('text'),
    DoNotAddLatePaymentFees: own('yesNo'),
    DoNotAddLatePaymentInterest: own('yesNo'),
    DoNotAutomatePaymentNotifications: own('yesNo'),
    InvoiceBrandingThemeId: own('integer'),
    InvoiceDeliveryType: own(['PdfByEmail', 'Print', 'EHF', 'AvtaleGiro', 'External', 'Efaktura', 'Factoring']),
    InvoiceEmailAddress: own('text'),
    InvoiceEmailAddressCC: own('text', 2000),
    IsVatFree: own('yesNo'),
    LegalName: own('text'),
    NoticeOfDebtCollectionDeliveryType: own(deliveryByMail),
    OrganizationNumber: own('text'),
    PaymentReminderEmailAddress: own('text'),
    PaymentTermId: own('integer'),
    ReminderDeliveryType: own(deliveryByMail),
    SalesPersonEmployeeId: own('integer'),
    SalesPersonEmployeeNumber: post('integer'),
    SendPaymentReminders: own('yesNo'),
    TransferToDebtCollectionAgency: own('yesNo'),
    UseInvoiceFee: own('yesNo'),
    WebsiteUrl: own('text'),
  },
};
