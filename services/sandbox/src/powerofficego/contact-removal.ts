import type { Answer } from '../doors/answer.js';
import type { Writable } from './contacts.js';
import { inUse, notFound } from './problem.js';
import type { Contact } from './record.js';
import type { PowerOfficeStore } from './store.js';

/**
 * `DELETE /Employees/{id}`, `DELETE /Customers/{id}`: refused while others refer to the role or the contact is active
 * in another one. What remains of a contact with another, deactivated role is that role.
 */
export function deleteContact(store: PowerOfficeStore, { role, shape }: Writable, id: number): Answer {
  const contact = store.contacts.primary(id);
  if (!contact?.roles[role]) return notFound(`${shape.noun} with id = ${id} not found.`);
  const { [role]: _, ...others } = contact.roles;
  const active = Object.entries(others).some(([name, other]) => name === 'employee' || other.values.IsActive !== false);
  if (active || contact.openBalance || referred(store, role, id)) return inUse(shape.noun, id);
  const stays = Object.keys(others).length > 0;
  if (stays) store.saveContact({ ...contact, roles: others as Contact['roles'] });
  else store.delete('contacts', id);
  return { status: 200 };
}

function referred(store: PowerOfficeStore, role: Writable['role'], id: number): boolean {
  if (role === 'customer') return some(store.persons.all(), ({ contactId }) => contactId === id);
  return (
    some(store.departments.all(), ({ values }) => values.ManagerEmployeeId === id) ||
    some(
      store.contacts.all(),
      ({ roles }) =>
        roles.employee?.values.ManagerEmployeeId === id || roles.customer?.values.SalesPersonEmployeeId === id,
    )
  );
}

function some<T>(all: Iterable<T>, asked: (one: T) => boolean): boolean {
  for (const one of all) if (asked(one)) return true;
  return false;
}
