import { z } from 'zod';

/**
 * The shapes of the HRM contract as they travel on `records.native.customhrm`: the contract's property names, flat
 * (`address.city`), whatever HRM a profile describes (reference/customhrm.md 3.3).
 */
const text = z.string().nullable().optional();
const yesNo = z.boolean().nullable().optional();
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date YYYY-MM-DD')
  .nullable()
  .optional();

const address = {
  'address.line1': text,
  'address.line2': text,
  'address.postalCode': text,
  'address.city': text,
  'address.countryCode': text,
};

export const HrmEmployee = z.object({
  kind: z.enum(['EMPLOYEE', 'CONTACT_PERSON', 'CUSTOMER_PERSON']).nullable().optional(),
  employeeNumber: text,
  firstName: text,
  lastName: text,
  email: text,
  phone: text,
  dateOfBirth: date,
  jobTitle: text,
  departmentId: text,
  managerId: text,
  hiredDate: date,
  startDate: date,
  endDate: date,
  active: yesNo,
  ...address,
});
export type HrmEmployee = z.infer<typeof HrmEmployee>;

export const HrmDepartment = z.object({
  kind: z.enum(['DEPARTMENT', 'CUSTOMER']).nullable().optional(),
  code: text,
  name: text,
  managerId: text,
  organizationNumber: text,
  email: text,
  phone: text,
  websiteUrl: text,
  active: yesNo,
  ...address,
});
export type HrmDepartment = z.infer<typeof HrmDepartment>;
