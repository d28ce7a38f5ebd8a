import { z } from 'zod';
import { categoriesOf } from './record.js';

/**
 * The canonical shapes: what both systems agree about. A field is a scalar; a reference is a record key in a member's
 * values and a link id in agreed values. Every field is nullable (empty) and optional (not known).
 */
const text = z.string().nullable().optional();
const yesNo = z.boolean().nullable().optional();
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .nullable()
  .optional();
const reference = z.string().nullable().optional();

const address = {
  'address.line1': text,
  'address.line2': text,
  'address.postalCode': text,
  'address.city': text,
  'address.countryCode': text,
};

export const Employee = z.object({
  category: z.enum(categoriesOf.employee).optional(),
  employeeNumber: text,
  firstName: text,
  lastName: text,
  email: text,
  phone: text,
  dateOfBirth: date,
  jobTitle: text,
  departmentId: reference,
  managerId: reference,
  hiredDate: date,
  startDate: date,
  endDate: date,
  active: yesNo,
  ...address,
});
export type Employee = z.infer<typeof Employee>;

export const Department = z.object({
  category: z.enum(categoriesOf.department).optional(),
  code: text,
  name: text,
  organizationNumber: text,
  email: text,
  phone: text,
  websiteUrl: text,
  managerId: reference,
  active: yesNo,
  ...address,
});
export type Department = z.infer<typeof Department>;
