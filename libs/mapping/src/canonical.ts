import type { Category, ContactValues, Kind, RecordRef, Refusal, Scalar, Values } from '@samsvar/contracts';
import { categories, nativeResource } from '@samsvar/contracts';
import type { Mapping } from './language/mapping.js';
import { toCanonical } from './language/translate.js';
import { mappings, personDepartment } from './mappings.js';

/** What a connector saw or was answered: the record and its values, whole. */
export interface Spoken {
  readonly ref: RecordRef;
  readonly values: Values | ContactValues;
}

/** A record in canonical words. */
export interface CanonicalRecord {
  readonly kind: Kind;
  readonly category: Category;
  /** The categories of all roles it has, the one that speaks first. */
  readonly roles: Category[];
  readonly values: Values;
  readonly problems: readonly Refusal[];
  /** Fingerprint of the mapping that said it. */
  readonly mapping: string;
}

/**
 * A record in canonical words: which kind and category it is, and what it says there. Never throws; what does not fit
 * is
 * a problem that names the field, or none where the record as a whole makes no sense.
 */
export function canonicalOf(record: Spoken): CanonicalRecord {
  switch (nativeResource(record.ref.resource)) {
    case 'contact':
      return contact(record);
    case 'contactperson':
      return spoken(mappings.CONTACT_PERSON.powerofficego, record);
    case 'departments':
      return spoken(mappings.DEPARTMENT.powerofficego, record);
    case 'employee':
      return ofHrm('EMPLOYEE', record);
    case 'department':
      return ofHrm('DEPARTMENT', record);
  }
}

function spoken(
  mapping: Mapping,
  { ref, values }: Spoken,
  roles: readonly Category[] = [mapping.category],
): CanonicalRecord {
  const flat = isContact(values) ? {} : values;
  const { values: canonical, problems } = toCanonical(mapping, ref, flat);
  return {
    kind: mapping.kind,
    category: mapping.category,
    roles: [...roles],
    values: canonical,
    problems: isContact(values) ? [wrongShape] : problems,
    mapping: mapping.fingerprint,
  };
}

const wrongShape: Refusal = {
  field: null,
  code: 'schema',
  words: 'The values do not have the shape of this resource.',
};
const isContact = (values: Values | ContactValues): values is ContactValues => Array.isArray(values.roles);

/** A person at most times; `IsPerson` is false unless PowerOffice Go says otherwise (reference/poweroffice-go.md 3). */
const customerCategory = (shared: Values): Category => (shared.IsPerson === true ? 'CUSTOMER_PERSON' : 'CUSTOMER');

/** A contact speaks through one role: as employee before customer (design.md 4, One contact, many roles). */
function contact({ ref, values }: Spoken): CanonicalRecord {
  if (!isContact(values))
    return { ...spoken(mappings.CUSTOMER.powerofficego, { ref, values: {} }), problems: [wrongShape] };
  const asCustomer = customerCategory(values.shared);
  const roles: readonly Category[] = values.roles.includes('employee')
    ? values.roles.includes('customer')
      ? ['EMPLOYEE', asCustomer]
      : ['EMPLOYEE']
    : [asCustomer];
  const mapping = mappings[roles[0]!].powerofficego;
  return spoken(mapping, { ref, values: together(values.shared, values[mapping.role!] ?? {}) }, roles);
}

/**
 * What a customer who is a person says as a department, for tenants that keep both in agreement (flows.md 3); undefined
 * for everybody else.
 */
export function asDepartment({ ref, values }: Spoken): CanonicalRecord | undefined {
  if (ref.resource !== 'contact' || !isContact(values)) return undefined;
  const { roles, shared, customer = {} } = values;
  if (!roles.includes('customer') || customerCategory(shared) !== 'CUSTOMER_PERSON') return undefined;
  const named = shared.Name ?? nameOf(shared);
  const said = { ...together(shared, customer), ...(named !== undefined && { Name: named }) };
  return spoken(personDepartment, { ref, values: said });
}

/** A person's name in one piece; not known where a part of it is not. */
function nameOf({ FirstName, LastName }: Values): Scalar | undefined {
  if (FirstName === undefined || LastName === undefined) return undefined;
  const parts = [FirstName, LastName].filter((part) => typeof part === 'string' && part !== '');
  return parts.length > 0 ? parts.join(' ') : null;
}

/**
 * What is shared and what belongs to a role, in one; grown from an empty object, which V8 likes ten times better than
 * a spread.
 */
function together(shared: Values, own: Values): Values {
  const all: Record<string, Scalar> = {};
  for (const name in shared) all[name] = shared[name]!;
  for (const name in own) all[name] = own[name]!;
  return all;
}

/** The HRM's `kind` says the category; without one it is what was born there (flows.md, Matching). */
function ofHrm(born: 'EMPLOYEE' | 'DEPARTMENT', { ref, values }: Spoken): CanonicalRecord {
  const said: Scalar | undefined = isContact(values) ? null : values.kind;
  const named = categories.find((category) => category === said);
  const fits = named !== undefined && mappings[named].customhrm.resource === ref.resource;
  return spoken(mappings[fits ? named : born].customhrm, { ref, values });
}
