import type { Refusal, Scalar } from '@samsvar/contracts';
import { plainText } from '@samsvar/contracts';

/** How a property of the API is read into a flat native value. */
export type FieldType = 'text' | 'number' | 'date' | 'yesNo';

const address = {
  'MailAddress.AddressLine1': 'text',
  'MailAddress.AddressLine2': 'text',
  'MailAddress.ZipCode': 'text',
  'MailAddress.City': 'text',
  'MailAddress.CountryCode': 'text',
} as const;

/** The properties the five flows use, per part of a record (reference/poweroffice-go.md 3). */
export const departmentFields = { Code: 'text', Name: 'text', IsActive: 'yesNo', ManagerEmployeeId: 'number' } as const;

export const contactPersonFields = {
  ContactId: 'number',
  FirstName: 'text',
  LastName: 'text',
  EmailAddress: 'text',
  PhoneNumber: 'text',
  Title: 'text',
  IsActive: 'yesNo',
  ...address,
} as const;

const sharedByBoth = {
  FirstName: 'text',
  LastName: 'text',
  EmailAddress: 'text',
  PhoneNumber: 'text',
  DateOfBirth: 'date',
  IsArchived: 'yesNo',
  ...address,
} as const;

/** What the row of a role says of what all roles share; an employee has no name but its own, and is a person. */
export const sharedFields = {
  employee: sharedByBoth,
  customer: { ...sharedByBoth, Name: 'text', IsPerson: 'yesNo' },
} as const;

export const roleFields = {
  employee: {
    Number: 'number',
    JobTitle: 'text',
    HiredDate: 'date',
    StartDate: 'date',
    EndDate: 'date',
    DepartmentId: 'number',
    ManagerEmployeeId: 'number',
  },
  customer: {
    Number: 'number',
    OrganizationNumber: 'text',
    WebsiteUrl: 'text',
    DepartmentId: 'number',
    IsActive: 'yesNo',
  },
} as const;

export type FieldTable = Readonly<Record<string, FieldType>>;
export type ApiRow = Readonly<Record<string, unknown>>;

/** The property names to ask for with `Fields`: nothing else enters, least of all national ids. */
export const askedFields = (...tables: readonly FieldTable[]): readonly string[] => [
  ...new Set(tables.flatMap((table) => Object.keys(table).map((field) => field.split('.')[0]!))),
];

/** A row as far as it can be read. */
export interface ReadRow {
  readonly values: Record<string, Scalar>;
  /** Fields shown as `hidden`. */
  readonly masked: readonly string[];
  readonly problem: Refusal[];
}

/** The flat values of a row, and what of it does not fit; masked values (`hidden`) are absent, not known. */
export function valuesFrom(row: ApiRow, table: FieldTable): ReadRow {
  const values: Record<string, Scalar> = {};
  const masked: string[] = [];
  const problem: Refusal[] = [];
  for (const field in table) {
    const raw = rawOf(row, field);
    if (raw === 'hidden' || raw === 'Hidden') {
      masked.push(field);
      continue;
    }
    const value = read(raw, table[field]!);
    if (value === undefined) {
      problem.push({
        field,
        code: 'schema',
        words: `PowerOffice Go answered ${field} as ${kindOf(raw)}, which is no ${words[table[field]!]}`,
      });
    } else values[field] = value;
  }
  return { values, masked, problem };
}

/** Stands for a member of what is no object: it fits no type, where nothing would read as empty. */
const homeless = Symbol('inside something that is no object');

/** What the API says in a property, nested ones by their dotted name. */
export function rawOf(row: ApiRow, field: string): unknown {
  const dot = field.indexOf('.');
  if (dot < 0) return row[field];
  const nested = row[field.slice(0, dot)];
  if (nested === null || nested === undefined) return undefined;
  if (typeof nested !== 'object' || Array.isArray(nested)) return homeless;
  return (nested as ApiRow)[field.slice(dot + 1)];
}

/** Whether a row says which record it is of. */
export const namesRecord = (row: unknown): row is ApiRow =>
  typeof row === 'object' && row !== null && typeof read((row as ApiRow)['Id'], 'number') === 'string';

/** Whether a row is of this very record. */
export const isOf = ({ id }: { readonly id: string }, row: ApiRow): boolean => read(row['Id'], 'number') === id;

/** The native form of a value of the API; undefined when it does not fit. */
export function read(raw: unknown, type: FieldType): Scalar | undefined {
  if (raw === null || raw === undefined || raw === '') return null;
  if (type === 'yesNo') return typeof raw === 'boolean' ? raw : undefined;
  if (type === 'number')
    return Number.isInteger(raw) || (typeof raw === 'string' && /^-?\d+$/.test(raw)) ? String(raw) : undefined;
  if (typeof raw !== 'string') return undefined;
  if (type === 'date') return /^\d{4}-\d{2}-\d{2}/.test(raw) ? raw.slice(0, 10) : undefined;
  return plainText(raw);
}

/** A native value as the API takes it. */
export const written = (value: Scalar, type: FieldType | undefined): unknown =>
  type === 'number' && typeof value === 'string' ? Number(value) : value;

const kindOf = (raw: unknown) =>
  raw === homeless
    ? homeless.description
    : Array.isArray(raw)
      ? 'a list'
      : typeof raw === 'object'
        ? 'an object'
        : `a ${typeof raw}`;
const words: Record<FieldType, string> = { text: 'text', number: 'whole number', date: 'date', yesNo: 'yes or no' };
