import type { ContactRole, ContactValues, Refusal } from '@samsvar/contracts';
import { isReference } from '@samsvar/contracts';
import type { Reading } from '@samsvar/connector';
import type { ApiRow } from './fields.js';
import { contactPersonFields, departmentFields, rawOf, roleFields, sharedFields, valuesFrom } from './fields.js';

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const stampName = 'LastChangedDateTimeOffset';
const stampOf = (row: ApiRow): string => text(row[stampName]);
const addressStampOf = (row: ApiRow): string => text(rawOf(row, `MailAddress.${stampName}`));
const beside = (masked: readonly string[], problem: readonly Refusal[]) => ({
  ...(masked.length > 0 && { masked }),
  ...(problem.length > 0 && { problem }),
});

/** A department as one reading. */
export function departmentReading(row: ApiRow): Reading {
  const { values, masked, problem } = valuesFrom(row, departmentFields);
  return { id: text(row['Id']), values, stamps: { record: stampOf(row) }, ...beside(masked, problem) };
}

/** A contact person; its address has no stamp of its own and moves no other. */
export function contactPersonReading(row: ApiRow): Reading {
  const { values, masked, problem } = valuesFrom(row, contactPersonFields);
  const parent = text(row['ContactId']);
  return { id: text(row['Id']), parent, values, stamps: { record: stampOf(row) }, ...beside(masked, problem) };
}

/** The rows of Employees and Customers with one `Id`, as far as they were read. */
export type ContactRows = Readonly<Partial<Record<ContactRole, ApiRow>>>;

/**
 * One contact from the rows of its roles. An edit of what is shared moves the stamps of all roles, so what is shared is
 * taken from the row with the newer stamp and carries that stamp (`shared`): a list read at an older age can never undo
 * it. The address goes by its own stamp.
 */
export function contactReading(rows: ContactRows): Reading {
  const roles = (['employee', 'customer'] as const).filter((role) => rows[role]);
  const newest = roles.reduce((best, role) => (stampOf(rows[role]!) > stampOf(rows[best]!) ? role : best));
  const addressed = roles.reduce((best, role) =>
    addressStampOf(rows[role]!) > addressStampOf(rows[best]!) ? role : best,
  );
  const shared = valuesFrom(rows[newest]!, sharedFields[newest]);
  const address = addressed === newest ? shared : valuesFrom(rows[addressed]!, sharedFields[addressed]);
  const own = roles.map((role) => [role, valuesFrom(rows[role]!, roleFields[role])] as const);
  const values: ContactValues = {
    roles,
    shared: { ...sharedOf(rows, newest, shared.values), ...addressIn(address.values) },
    ...Object.fromEntries(own.map(([role, { values: ownValues }]) => [role, ownValues])),
  };
  const reference = text(rows.employee?.['ExternalImportReference']);
  const problem = [...shared.problem, ...own.flatMap(([, read]) => read.problem)];
  const masked = [
    ...shared.masked.map((field) => `shared.${field}`),
    ...own.flatMap(([role, read]) => read.masked.map((field) => `${role}.${field}`)),
  ];
  return {
    id: text(rows[newest]!['Id']),
    values,
    stamps: {
      ...Object.fromEntries(roles.map((role) => [role, stampOf(rows[role]!)])),
      shared: stampOf(rows[newest]!),
      ...(addressStampOf(rows[addressed]!) !== '' && { address: addressStampOf(rows[addressed]!) }),
    },
    ...(isReference(reference) && { reference }),
    ...beside(masked, problem),
  };
}

/**
 * What only a customer's row says of the shared part (its name, whether it is a person) is kept beside the newer row.
 */
function sharedOf(rows: ContactRows, newest: ContactRole, values: ContactValues['shared']): ContactValues['shared'] {
  if (newest === 'customer' || !rows.customer) return values;
  const { Name, IsPerson } = valuesFrom(rows.customer, sharedFields.customer).values;
  return { ...values, ...(Name !== undefined && { Name }), ...(IsPerson !== undefined && { IsPerson }) };
}

const addressIn = (values: ContactValues['shared']): ContactValues['shared'] =>
  Object.fromEntries(Object.entries(values).filter(([field]) => field.startsWith('MailAddress.')));
