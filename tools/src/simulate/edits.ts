import type { Category, ContactRole, Resource, Scalar } from '@samsvar/contracts';

/**
 * What sort of value a field holds: a word nobody has said before, a number only PowerOffice Go gives, a day, a yes or
 * no, or the name of a record.
 */
export type Manner = 'word' | 'number' | 'day' | 'yesNo' | 'archived' | 'department' | 'manager';

/** A field people edit in a simulated world, by its place on both sides. */
export interface Editable {
  readonly canonical: string;
  readonly unit: string;
  readonly pogo: string;
  /** Words unless said. */
  readonly manner?: Manner;
  /** People empty it at times. */
  readonly clears?: boolean;
}

const contact = (part: string, names: Readonly<Record<string, string>>): readonly Editable[] =>
  Object.entries(names).map(([canonical, name]) => ({ canonical, unit: unitOf(canonical), pogo: `${part}${name}` }));

const unitOf = (canonical: string): string => {
  if (canonical.startsWith('address.')) return 'address';
  return canonical === 'firstName' || canonical === 'lastName' ? 'name' : canonical;
};

const person = { firstName: 'FirstName', lastName: 'LastName', email: 'EmailAddress', phone: 'PhoneNumber' };
const place = { 'address.line1': 'MailAddress.AddressLine1', 'address.city': 'MailAddress.City' };

/** What people edit, by category: values of each kind of cover (a record's stamp, an address's own, none at all). */
export const editables: Readonly<Record<Category, readonly Editable[]>> = {
  DEPARTMENT: contact('', { name: 'Name' }),
  CUSTOMER: contact('shared.', { name: 'Name', email: 'EmailAddress', phone: 'PhoneNumber', ...place }),
  EMPLOYEE: [...contact('shared.', { ...person, ...place }), ...contact('employee.', { jobTitle: 'JobTitle' })],
  CUSTOMER_PERSON: contact('shared.', { ...person, ...place }),
  CONTACT_PERSON: contact('', { ...person, jobTitle: 'Title', ...place }),
};

/**
 * An edit a person made, in PowerOffice Go's words: what is stored, and what was there before, as the person saw it.
 */
export interface Edit {
  readonly recordId: string;
  readonly field: Editable;
  readonly value: Scalar;
  readonly parent: Scalar;
  readonly atHrm: boolean;
  /** When, as the trace counts. */
  readonly moment: number;
  /**
   * Why nobody but the person can know of this edit, where that is so: it puts back what the connector knows, or what a
   * side held when it last agreed (what was there meanwhile comes to nothing), or says just what this side was about
   * to be told (correctness.md B.1, an observable edit; B.5, a false conflict), or the kind of the HRM's record has no
   * such field.
   */
  readonly unseen?: 'known' | 'base' | 'agreed' | 'kind';
  /** The record had met nobody yet: what it says is what it comes with. */
  readonly unmet?: true;
}

/** A record the world begins with. */
export interface Beginning {
  readonly resource: Resource;
  readonly id: string;
  readonly parent?: string;
  readonly roles: readonly ContactRole[];
  readonly category: Category;
  /** A role it may take on later. */
  readonly joins?: ContactRole;
}

export const beginnings: readonly Beginning[] = [
  { resource: 'departments', id: '1', roles: [], category: 'DEPARTMENT' },
  { resource: 'contact', id: '11', roles: ['employee'], category: 'EMPLOYEE' },
  { resource: 'contact', id: '12', roles: ['employee', 'customer'], category: 'EMPLOYEE' },
  { resource: 'contact', id: '13', roles: ['customer'], category: 'CUSTOMER' },
  { resource: 'contact', id: '14', roles: ['customer'], category: 'CUSTOMER_PERSON' },
  { resource: 'contactperson', id: '21', parent: '13', roles: [], category: 'CONTACT_PERSON' },
];
