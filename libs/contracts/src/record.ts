import { z } from 'zod';

/** The systems kept in agreement. */
export const systems = ['powerofficego', 'customhrm'] as const;
export const System = z.enum(systems).describe('one of the two systems kept in agreement');
export type System = z.infer<typeof System>;

/**
 * The resources of each system. A PowerOffice Go `contact` is one record however many roles it has: the rows of
 * Employees and Customers with one `Id` (contracts.md 1).
 */
export const resourcesOf = {
  powerofficego: ['contact', 'contactperson', 'departments'],
  customhrm: ['employee', 'department'],
} as const satisfies Record<System, readonly string[]>;

/**
 * A customer who is a person, read once more as a department, where a tenant wants that (flows.md 3): in PowerOffice Go
 * it is the same `contact`; link keeps it as a record of its own, since a record is one thing in one link.
 */
export const personCustomer = 'personcustomer';
export const resources = [...resourcesOf.powerofficego, ...resourcesOf.customhrm, personCustomer] as const;
export const Resource = z.enum(resources).describe('a resource of one system');
export type Resource = z.infer<typeof Resource>;

const idPart = z.string().min(1).max(200);

/** Which tenant's data this is: one PowerOffice Go client paired with one HRM. */
export const TenantId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a tenant id is lower-case letters, digits and hyphens')
  .describe('the tenant: one PowerOffice Go client paired with one HRM');

/**
 * One thing in one system. `parent` is a contact person's `ContactId`, which its paths also need; it is no part of
 * the key.
 */
export const RecordRef = z
  .object({
    tenant: TenantId,
    system: System,
    resource: Resource,
    id: idPart,
    parent: idPart.optional(),
  })
  .describe('one thing in one system');
export type RecordRef = z.infer<typeof RecordRef>;

/** A record's name in one word: `tenant/system/resource/id`. References between records travel in this form. */
export type RecordKey = string;

/** The key of a record: `tenant/system/resource/id`. */
export const recordKey = (ref: Pick<RecordRef, 'tenant' | 'system' | 'resource' | 'id'>): RecordKey =>
  `${ref.tenant}/${ref.system}/${ref.resource}/${ref.id}`;

/** The record a key names. Ids may hold slashes; the first three parts never do. */
export function refOfKey(key: RecordKey): RecordRef {
  const [tenant = '', system = '', resource = '', ...id] = key.split('/');
  return { tenant, system: system as System, resource: resource as Resource, id: id.join('/') };
}

/** A resource that its system lists and is asked by. */
export type NativeResource = Exclude<Resource, typeof personCustomer>;
export const nativeResource = (resource: Resource): NativeResource =>
  resource === personCustomer ? 'contact' : resource;

/** The record that its system knows. */
export const nativeRef = (ref: RecordRef): RecordRef =>
  ref.resource === personCustomer ? { ...ref, resource: 'contact' } : ref;

/** Where a record lives, without its id: `tenant/system/resource`. Key of scans and polls. */
export const resourceKey = (at: Pick<RecordRef, 'tenant' | 'system' | 'resource'>): string =>
  `${at.tenant}/${at.system}/${at.resource}`;

/** A value on the bus: text (dates, decimal numbers and references are text), a yes or no, or `null` for empty. */
export const Scalar = z.union([z.string(), z.boolean(), z.null()]);
export type Scalar = z.infer<typeof Scalar>;

/**
 * A record's fields, flat. `null` is empty, an absent field is not known (masked, outside the profile). Dates are
 * `YYYY-MM-DD`, numbers that name things decimal strings, text NFC with outer blanks cut. *Native* values use the
 * system's own property names (`MailAddress.City`), *canonical* ones ours (`address.city`).
 */
export const Values = z
  .record(z.string(), Scalar)
  .describe("a record's fields, flat; null is empty, absent is not known");
export type Values = Readonly<Record<string, Scalar>>;

/** What sort of thing a record is. */
export const kinds = ['department', 'employee'] as const;
export const Kind = z.enum(kinds).describe('what sort of thing: an employee or a department');
export type Kind = z.infer<typeof Kind>;

/** The category within a kind, as the HRM contract's `kind` property names it. */
export const categoriesOf = {
  employee: ['EMPLOYEE', 'CONTACT_PERSON', 'CUSTOMER_PERSON'],
  department: ['DEPARTMENT', 'CUSTOMER'],
} as const satisfies Record<Kind, readonly string[]>;
export const categories = [...categoriesOf.employee, ...categoriesOf.department] as const;
export const Category = z.enum(categories).describe('the category within a kind');
export type Category = z.infer<typeof Category>;

/** Role of a PowerOffice Go contact, as its listings say it. */
export const contactRoles = ['employee', 'customer'] as const;
export const ContactRole = z.enum(contactRoles).describe('a role of a PowerOffice Go contact');
export type ContactRole = z.infer<typeof ContactRole>;

/** The native values of a contact: what all roles share, and what belongs to each role it has (contracts.md 1). */
export const ContactValues = z
  .object({
    roles: z.array(ContactRole).min(1),
    shared: Values,
    employee: Values.optional(),
    customer: Values.optional(),
  })
  .describe('a PowerOffice Go contact with the roles it has');
export type ContactValues = z.infer<typeof ContactValues>;
