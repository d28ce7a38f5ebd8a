import { z } from 'zod';

/**
 * The shapes of PowerOffice Go v2 as they travel on `records.native.powerofficego`: its own property names, flat
 * (`MailAddress.City`), ids and numbers as decimal strings, dates as their first ten characters. Only what the five
 * flows use (reference/poweroffice-go.md 3; national ids, gender and bank accounts never enter).
 */
const text = z.string().nullable().optional();
const yesNo = z.boolean().nullable().optional();
const number = z
  .string()
  .regex(/^-?\d+$/, 'a decimal number')
  .nullable()
  .optional();
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date YYYY-MM-DD')
  .nullable()
  .optional();

const address = {
  'MailAddress.AddressLine1': text,
  'MailAddress.AddressLine2': text,
  'MailAddress.ZipCode': text,
  'MailAddress.City': text,
  'MailAddress.CountryCode': text,
};

export const PowerOfficeDepartment = z.object({ Code: text, Name: text, IsActive: yesNo, ManagerEmployeeId: number });
export type PowerOfficeDepartment = z.infer<typeof PowerOfficeDepartment>;

export const PowerOfficeContactPerson = z.object({
  ContactId: number,
  FirstName: text,
  LastName: text,
  EmailAddress: text,
  PhoneNumber: text,
  Title: text,
  IsActive: yesNo,
  ...address,
});
export type PowerOfficeContactPerson = z.infer<typeof PowerOfficeContactPerson>;

/** What all roles of a contact share: one store behind the rows of Employees and Customers with one `Id`. */
export const PowerOfficeContactShared = z.object({
  Name: text,
  FirstName: text,
  LastName: text,
  EmailAddress: text,
  PhoneNumber: text,
  DateOfBirth: date,
  IsArchived: yesNo,
  IsPerson: yesNo,
  ...address,
});

export const PowerOfficeEmployeeRole = z.object({
  Number: number,
  JobTitle: text,
  HiredDate: date,
  StartDate: date,
  EndDate: date,
  DepartmentId: number,
  ManagerEmployeeId: number,
});

export const PowerOfficeCustomerRole = z.object({
  Number: number,
  OrganizationNumber: text,
  WebsiteUrl: text,
  DepartmentId: number,
  IsActive: yesNo,
});

/** A contact as one of its roles sees it: what is shared plus what belongs to that role. */
export const PowerOfficeEmployee = PowerOfficeContactShared.extend(PowerOfficeEmployeeRole.shape);
export const PowerOfficeCustomer = PowerOfficeContactShared.extend(PowerOfficeCustomerRole.shape);
export type PowerOfficeEmployee = z.infer<typeof PowerOfficeEmployee>;
export type PowerOfficeCustomer = z.infer<typeof PowerOfficeCustomer>;

/** The stamp that covers a field of a contact: `shared.X`, `employee.X`, `customer.X`. */
export const contactStampOf = (field: string): string => {
  if (field.startsWith('shared.MailAddress.')) return 'address';
  return field.slice(0, field.indexOf('.'));
};

/** The stamp that covers a field of a contact person; its address has none. */
export const contactPersonStampOf = (field: string): string | null =>
  field.startsWith('MailAddress.') ? null : 'record';
