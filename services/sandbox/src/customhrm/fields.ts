import type { HrmType } from './record.js';

/** How a property is checked. A reference names the type it points at; words are an enum. */
export type FieldType = 'text' | 'email' | 'date' | 'yesNo' | 'address' | 'scalars' | readonly string[] | Reference;
export interface Reference {
  readonly to: HrmType;
}

export interface Field {
  readonly type: FieldType;
  readonly max?: number;
  readonly required?: true;
  /** What it is when a create leaves it out; null otherwise. */
  readonly initial?: unknown;
}

export type Fields = Readonly<Record<string, Field>>;

export const addressFields: Fields = {
  line1: { type: 'text', max: 200 },
  line2: { type: 'text', max: 200 },
  postalCode: { type: 'text', max: 50 },
  city: { type: 'text', max: 100 },
  countryCode: { type: 'text', max: 2 },
};

const reach: Fields = {
  email: { type: 'email', max: 254 },
  phone: { type: 'text', max: 32 },
};
const whereabouts: Fields = {
  address: { type: 'address' },
  active: { type: 'yesNo', initial: true },
  customFields: { type: 'scalars' },
};

/** The writable properties of each type, in the order answers show them (reference/customhrm.md 3.3). */
export const fieldsOf: Readonly<Record<HrmType, Fields>> = {
  employees: {
    externalId: { type: 'text', max: 255 },
    kind: { type: ['EMPLOYEE', 'CONTACT_PERSON', 'CUSTOMER_PERSON'], initial: 'EMPLOYEE' },
    employeeNumber: { type: 'text', max: 32 },
    firstName: { type: 'text', max: 100, required: true },
    lastName: { type: 'text', max: 100, required: true },
    ...reach,
    mobilePhone: { type: 'text', max: 32 },
    dateOfBirth: { type: 'date' },
    jobTitle: { type: 'text', max: 200 },
    departmentId: { type: { to: 'departments' } },
    managerId: { type: { to: 'employees' } },
    hiredDate: { type: 'date' },
    startDate: { type: 'date' },
    endDate: { type: 'date' },
    ...whereabouts,
  },
  departments: {
    externalId: { type: 'text', max: 255 },
    kind: { type: ['DEPARTMENT', 'CUSTOMER'], initial: 'DEPARTMENT' },
    code: { type: 'text', max: 32 },
    name: { type: 'text', max: 255, required: true },
    parentId: { type: { to: 'departments' } },
    managerId: { type: { to: 'employees' } },
    organizationNumber: { type: 'text', max: 32 },
    ...reach,
    websiteUrl: { type: 'text', max: 2048 },
    ...whereabouts,
  },
};
