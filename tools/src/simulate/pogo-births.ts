import type { Values } from '@samsvar/contracts';
import type { PogoEnd } from './pogo-end.js';
import type { PogoRecord } from './pogo-record.js';

/** What a POST says: a department, or a contact as an employee; fields by their place, as `PogoRecord` has them. */
export type PogoBirth = Omit<PogoRecord, 'stamps' | 'id'>;

const address = ['AddressLine1', 'AddressLine2', 'ZipCode', 'City', 'CountryCode'];
const shared = ['FirstName', 'LastName', 'EmailAddress', 'PhoneNumber', 'DateOfBirth'];
const own = ['JobTitle', 'HiredDate', 'StartDate', 'EndDate', 'DepartmentId', 'ManagerEmployeeId'];
const empty = (names: readonly string[]): Values => Object.fromEntries(names.map((name) => [name, null]));

const nothingSaid = {
  departments: { Code: null, Name: null, IsActive: true, ManagerEmployeeId: null },
  contact: {
    ...empty([...shared, ...address.map((part) => `MailAddress.${part}`)].map((name) => `shared.${name}`)),
    ...empty(own.map((name) => `employee.${name}`)),
    'shared.IsArchived': false,
    'shared.IsPerson': true,
  },
} as const;

/**
 * A POST: a new record with an id and a number of its own, unless one like it is there. Of a department that comes when
 * nobody waits for it any more the code may be free again by then: a second one that no rule can keep out.
 */
export function create(end: PogoEnd, birth: PogoBirth, at: { now: number; isLate: boolean }) {
  const like = end.all().find((record) => isLike(record, birth));
  if (like) return { record: like, existed: true };
  const id = String(1_000 + end.all().length);
  end.writes++;
  end.trace.note(`born in PowerOffice Go: ${birth.resource} ${id}`, () => birth);
  if (at.isLate && birth.resource === 'departments') end.bornLate.add(id);
  return { record: end.add({ ...birth, id, values: bornWith(birth, id) }, at.now), existed: false };
}

/** Everything a newborn says: what it was told, and what PowerOffice Go gives of its own (a number). */
function bornWith({ resource, values }: PogoBirth, id: string): Values {
  if (resource === 'departments') return { ...nothingSaid.departments, ...values };
  return { ...nothingSaid.contact, 'employee.Number': `5${id}`, ...values };
}

/** References are unique among employees, codes among departments. */
function isLike(record: PogoRecord, birth: PogoBirth): boolean {
  if (record.resource !== birth.resource) return false;
  return birth.resource === 'departments'
    ? record.values['Code'] === birth.values['Code']
    : record.reference !== undefined && record.reference === birth.reference;
}
