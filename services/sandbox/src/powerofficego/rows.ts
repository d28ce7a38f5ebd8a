import type { Address, Contact, Plain, RoleName, Values } from './record.js';
import type { PowerOfficeStore } from './store.js';

/** A row as the API shows it, all its properties there, empty ones null. */
export type Row = Readonly<Record<string, unknown>>;

const masked = (value: unknown): string | null => (value === null || value === undefined ? null : 'hidden');

export const departmentRow = (store: PowerOfficeStore, { id, created, changed, values }: Plain): Row => ({
  Code: values.Code ?? null,
  CreatedDateTimeOffset: created,
  CreatedFromImportJournalId: null,
  Id: id,
  IsActive: values.IsActive ?? false,
  LastChangedDateTimeOffset: changed,
  ManagerEmployeeId: values.ManagerEmployeeId ?? null,
  ManagerEmployeeNo: employeeNumber(store, values.ManagerEmployeeId),
  Name: values.Name ?? null,
});

export const contactPersonRow = (_: PowerOfficeStore, { id, contactId, created, changed, ...rest }: Plain): Row => ({
  ContactId: contactId,
  CreatedDateTimeOffset: created,
  EmailAddress: rest.values.EmailAddress ?? null,
  ExternalCode: rest.values.ExternalCode ?? null,
  FirstName: rest.values.FirstName ?? null,
  Id: id,
  IsActive: rest.values.IsActive ?? true,
  IsDefault: rest.values.IsDefault ?? false,
  LastChangedDateTimeOffset: changed,
  LastName: rest.values.LastName ?? null,
  MailAddress: rest.address ?? null,
  PhoneNumber: rest.values.PhoneNumber ?? null,
  Title: rest.values.Title ?? null,
});

const addressRow = (address: Address | null): Row | null =>
  address && {
    AddressLine1: address.AddressLine1,
    AddressLine2: address.AddressLine2,
    City: address.City,
    CountryCode: address.CountryCode,
    ExternalCode: address.ExternalCode ?? null,
    Id: address.Id,
    LastChangedDateTimeOffset: address.LastChangedDateTimeOffset,
    ZipCode: address.ZipCode,
  };

/** What every role shows of its contact. National ids are masked, as they are without a special privilege. */
const sharedRow = ({ id, created, shared, address }: Contact): Row => ({
  ContactCreatedDateTimeOffset: created,
  ContactGroupIds: shared.ContactGroupIds ?? [],
  CreatedFromImportJournalId: null,
  DateOfBirth: shared.DateOfBirth ?? null,
  EmailAddress: shared.EmailAddress ?? null,
  FirstName: shared.FirstName ?? null,
  Id: id,
  IsArchived: shared.IsArchived ?? false,
  LastName: shared.LastName ?? null,
  MailAddress: addressRow(address),
  NationalIdNumber: masked(shared.NationalIdNumber),
  PhoneNumber: shared.PhoneNumber ?? null,
});

const numbersRow = (contact: Contact, name: RoleName): Row => {
  const { changed, values } = contact.roles[name]!;
  return {
    ExternalImportReference: values.ExternalImportReference ?? null,
    ExternalNumber: values.ExternalNumber ?? null,
    LastChangedDateTimeOffset: changed,
    Number: values.Number ?? null,
    SubledgerAccountId: 40_000_000 + contact.id,
  };
};

export function employeeRow(store: PowerOfficeStore, contact: Contact): Row {
  const { created, values } = contact.roles.employee!;
  return {
    ...sharedRow(contact),
    ...numbersRow(contact, 'employee'),
    DepartmentCode: departmentCode(store, values.DepartmentId),
    DepartmentId: values.DepartmentId ?? null,
    EmployeeCreatedDateTimeOffset: created,
    EndDate: values.EndDate ?? null,
    ExpenseBankAccountId: null,
    Gender: 'Hidden',
    HiredDate: values.HiredDate ?? null,
    InternationalIdCountryCode: values.InternationalIdCountryCode ?? null,
    InternationalIdNumber: masked(values.InternationalIdNumber),
    InternationalIdReportToAltinn: values.InternationalIdReportToAltinn ?? null,
    InternationalIdType: values.InternationalIdType ?? null,
    JobTitle: values.JobTitle ?? null,
    LocationCode: null,
    LocationId: values.LocationId ?? null,
    ManagerEmployeeId: values.ManagerEmployeeId ?? null,
    ManagerEmployeeNo: employeeNumber(store, values.ManagerEmployeeId),
    SalaryBankAccountId: null,
    StartDate: values.StartDate ?? null,
    TravelExpenseBankAccountId: null,
  };
}

export function customerRow(store: PowerOfficeStore, contact: Contact): Row {
  const { created, values } = contact.roles.customer!;
  return {
    ...sharedRow(contact),
    ...numbersRow(contact, 'customer'),
    ...invoiceRow(values),
    CustomerCreatedDateTimeOffset: created,
    CustomerSince: values.CustomerSince ?? null,
    DepartmentCode: departmentCode(store, values.DepartmentId),
    DepartmentId: values.DepartmentId ?? null,
    IsActive: values.IsActive ?? true,
    IsPerson: contact.shared.IsPerson ?? false,
    LegalName: values.LegalName ?? null,
    Name: contact.shared.Name ?? null,
    OrganizationNumber: values.OrganizationNumber ?? null,
    SalesPersonEmployeeId: values.SalesPersonEmployeeId ?? null,
    SalesPersonEmployeeNumber: employeeNumber(store, values.SalesPersonEmployeeId),
    WebsiteUrl: values.WebsiteUrl ?? null,
  };
}

/** How a customer is billed: no flow uses it, every row has it. */
const invoiceRow = (values: Values): Row => ({
  Allowance: values.Allowance ?? null,
  BillableRate: values.BillableRate ?? null,
  CurrencyCode: values.CurrencyCode ?? 'NOK',
  DeliveryTerm: null,
  DeliveryTermId: values.DeliveryTermId ?? null,
  DoNotAddLatePaymentFees: values.DoNotAddLatePaymentFees ?? false,
  DoNotAddLatePaymentInterest: values.DoNotAddLatePaymentInterest ?? false,
  DoNotAutomatePaymentNotifications: values.DoNotAutomatePaymentNotifications ?? false,
  InvoiceBrandingThemeCode: null,
  InvoiceBrandingThemeId: values.InvoiceBrandingThemeId ?? null,
  InvoiceDeliveryType: values.InvoiceDeliveryType ?? null,
  InvoiceEmailAddress: values.InvoiceEmailAddress ?? null,
  InvoiceEmailAddressCC: values.InvoiceEmailAddressCC ?? null,
  IsVatFree: values.IsVatFree ?? false,
  NoticeOfDebtCollectionDeliveryType: values.NoticeOfDebtCollectionDeliveryType ?? null,
  PaymentReminderEmailAddress: values.PaymentReminderEmailAddress ?? null,
  PaymentTerm: null,
  PaymentTermId: values.PaymentTermId ?? null,
  ReminderDeliveryType: values.ReminderDeliveryType ?? null,
  SendPaymentReminders: values.SendPaymentReminders ?? true,
  TransferToDebtCollectionAgency: values.TransferToDebtCollectionAgency ?? true,
  UseInvoiceFee: values.UseInvoiceFee ?? true,
});

export function supplierRow(_: PowerOfficeStore, contact: Contact): Row {
  const { created, values } = contact.roles.supplier!;
  return {
    ...sharedRow(contact),
    ...numbersRow(contact, 'supplier'),
    CurrencyCode: 'NOK',
    IsActive: values.IsActive ?? true,
    IsPerson: contact.shared.IsPerson ?? false,
    LegalName: values.LegalName ?? null,
    Name: contact.shared.Name ?? null,
    OrganizationNumber: values.OrganizationNumber ?? null,
    Payout: true,
    SupplierCreatedDateTimeOffset: created,
    WebsiteUrl: values.WebsiteUrl ?? null,
  };
}

const departmentCode = (store: PowerOfficeStore, id: unknown): unknown =>
  (typeof id === 'number' && store.departments.primary(id)?.values.Code) || null;

const employeeNumber = (store: PowerOfficeStore, id: unknown): unknown =>
  (typeof id === 'number' && store.contacts.primary(id)?.roles.employee?.values.Number) || null;
