import type { ContactRole, ContactValues, Scalar, Values } from '@samsvar/contracts';
import { contactRoles } from '@samsvar/contracts';

/** Fields by name, in one flat shape: those of a contact are named `shared.X`, `employee.X`, `customer.X`. */
export type Fields = Readonly<Record<string, Scalar>>;

/** Whether values are a contact's, with roles. */
export const isContact = (values: Values | ContactValues): values is ContactValues =>
  Array.isArray((values as ContactValues).roles);

const parts = ['shared', ...contactRoles] as const;

/** The fields of a record by flat name; plain values are their own. */
export function fieldsOf(values: Values | ContactValues): Fields {
  if (!isContact(values)) return values;
  const fields: Record<string, Scalar> = {};
  for (const part of parts) {
    for (const [name, value] of Object.entries(values[part] ?? {})) fields[`${part}.${name}`] = value;
  }
  return fields;
}

/** Fields as values of the shape they came from; `roles` makes them a contact's. */
export function valuesOf(fields: Fields, roles: readonly ContactRole[] | undefined): Values | ContactValues {
  if (!roles) return fields;
  const split: Record<(typeof parts)[number], Record<string, Scalar>> = { shared: {}, employee: {}, customer: {} };
  for (const [name, value] of Object.entries(fields)) {
    const dot = name.indexOf('.');
    split[name.slice(0, dot) as (typeof parts)[number]][name.slice(dot + 1)] = value;
  }
  return {
    roles: [...roles],
    shared: split.shared,
    ...(roles.includes('employee') && { employee: split.employee }),
    ...(roles.includes('customer') && { customer: split.customer }),
  };
}

/** The roles of a contact; undefined for what has none. */
export const rolesOf = (values: Values | ContactValues): readonly ContactRole[] | undefined =>
  isContact(values) ? values.roles : undefined;

/** Every role that either names, in the one order they are always told. */
export function bothRoles(
  before: Values | ContactValues | undefined,
  now: Values | ContactValues,
): readonly ContactRole[] | undefined {
  const roles = new Set([...((before && rolesOf(before)) ?? []), ...(rolesOf(now) ?? [])]);
  return roles.size === 0 ? undefined : contactRoles.filter((role) => roles.has(role));
}

/** The flat name of a field that a command names in the system's own words, told through `role`. */
export function addressOf(values: Values | ContactValues, field: string, role: ContactRole | undefined): string {
  if (!isContact(values)) return field;
  return field in values.shared ? `shared.${field}` : `${role ?? values.roles[0]!}.${field}`;
}

/** Every flat name a field may have. */
export const namesOf = (field: string): readonly string[] => [field, ...parts.map((part) => `${part}.${field}`)];
