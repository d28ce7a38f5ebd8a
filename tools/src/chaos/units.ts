/** A row of either system as its own API shows it. */
export type Row = Readonly<Record<string, unknown>>;

/** What the five flows pair. */
export type Category = 'DEPARTMENT' | 'CUSTOMER' | 'EMPLOYEE' | 'CUSTOMER_PERSON' | 'CONTACT_PERSON';

/** How a field is written and compared here: the judge has comparisons of its own. */
export type Manner = 'text' | 'email' | 'phone' | 'web' | 'day' | 'country' | 'yes' | 'no' | 'department' | 'person';

/** One field by its place at both ends; nested ones by a dotted name. */
export interface Field {
  readonly go: string;
  readonly hrm: string;
  readonly manner: Manner;
}

/** Fields that are edited, compared and judged together. */
export interface Unit {
  readonly name: string;
  readonly fields: readonly Field[];
  /** Which of the fields an edit sets; the others stay. */
  readonly edited: readonly number[];
  /** People empty it at times. */
  readonly clears?: true;
  /** How often it is chosen, against the others. */
  readonly weight: number;
}

const field = (go: string, hrm: string, manner: Manner = 'text'): Field => ({ go, hrm, manner });
const one = (name: string, at: Field, weight = 2): Unit => ({ name, fields: [at], edited: [0], weight });
const clearable = (name: string, at: Field): Unit => ({ ...one(name, at), clears: true });

const name: Unit = {
  name: 'name',
  fields: [field('FirstName', 'firstName'), field('LastName', 'lastName')],
  edited: [0, 1],
  weight: 3,
};
const address: Unit = {
  name: 'address',
  fields: [
    field('MailAddress.AddressLine1', 'address.line1'),
    field('MailAddress.AddressLine2', 'address.line2'),
    field('MailAddress.ZipCode', 'address.postalCode'),
    field('MailAddress.City', 'address.city'),
    field('MailAddress.CountryCode', 'address.countryCode', 'country'),
  ],
  edited: [0, 3],
  weight: 3,
};
const email = clearable('email', field('EmailAddress', 'email', 'email'));
const phone = clearable('phone', field('PhoneNumber', 'phone', 'phone'));
const birth = one('dateOfBirth', field('DateOfBirth', 'dateOfBirth', 'day'));
const archived = one('active', field('IsArchived', 'active', 'no'), 0.3);
const active = one('active', field('IsActive', 'active', 'yes'), 0.3);

/** What people edit, by category. */
export const unitsOf: Readonly<Record<Category, readonly Unit[]>> = {
  DEPARTMENT: [one('name', field('Name', 'name')), one('managerId', field('ManagerEmployeeId', 'managerId', 'person'))],
  CUSTOMER: [
    one('name', field('Name', 'name')),
    email,
    phone,
    clearable('websiteUrl', field('WebsiteUrl', 'websiteUrl', 'web')),
    address,
    archived,
  ],
  EMPLOYEE: [
    name,
    email,
    phone,
    address,
    birth,
    clearable('jobTitle', field('JobTitle', 'jobTitle')),
    one('hiredDate', field('HiredDate', 'hiredDate', 'day')),
    {
      name: 'employed',
      fields: [field('StartDate', 'startDate', 'day'), field('EndDate', 'endDate', 'day')],
      edited: [0],
      weight: 2,
    },
    one('departmentId', field('DepartmentId', 'departmentId', 'department'), 1),
    one('managerId', field('ManagerEmployeeId', 'managerId', 'person'), 1),
    archived,
  ],
  CUSTOMER_PERSON: [name, email, phone, address, birth, archived],
  CONTACT_PERSON: [name, email, phone, address, clearable('jobTitle', field('Title', 'jobTitle')), active],
};

/** The value at a property, nested ones by their dotted name; null where there is none. */
export const valueAt = (row: Row, property: string): unknown =>
  property.split('.').reduce<unknown>((value, part) => (value as Row | null | undefined)?.[part], row) ?? null;

/** A record's counterpart at the other end, by the id its own system knows it by; for references. */
export interface Names {
  /** One name for a department of either end, whichever end calls it by this id. */
  department(end: End, id: unknown): string;
  person(end: End, id: unknown): string;
}
export type End = 'go' | 'hrm';

/** What a unit says at one end, in one spelling for both: equal texts, agreement. */
export const said = (unit: Unit, end: End, row: Row, names: Names): string =>
  JSON.stringify(unit.fields.map((at) => meaning(at.manner, valueAt(row, at[end]), { end, names })));

function meaning(manner: Manner, value: unknown, at: { end: End; names: Names }): unknown {
  if (manner === 'no') return at.end === 'go' ? value !== true : value === true;
  if (manner === 'yes') return value === true;
  if (manner === 'country') return String(value ?? 'NO').toUpperCase();
  if (value === null || value === '') return null;
  if (manner === 'department') return at.names.department(at.end, value);
  if (manner === 'person') return at.names.person(at.end, value);
  return spelling[manner](String(value).normalize('NFC').trim());
}

const spelling: Readonly<Record<'text' | 'email' | 'phone' | 'web' | 'day', (text: string) => string>> = {
  text: (text) => text,
  email: (text) => text.toLowerCase(),
  phone: (text) => (/\d{8}/.test(text.replace(/\D/g, '')) ? text.replace(/\D/g, '').slice(-8) : text),
  web: (text) => text.replace(/^https?:\/\//i, '').replace(/\/+$/, ''),
  day: (text) => text.slice(0, 10),
};

/** A value nobody has said before, for an edit with this number. */
export function fresh(manner: Manner, number: number): unknown {
  switch (manner) {
    case 'email':
      return `k${number}@chaos.example`;
    case 'phone':
      return `+47 9${String(1_000_000 + number).padStart(7, '0')}`;
    case 'web':
      return `https://k${number}.chaos.example`;
    case 'day':
      return new Date(Date.UTC(1975, 0, 1) + number * 86_400_000).toISOString().slice(0, 10);
    default:
      return `Verdi ${number}`;
  }
}
