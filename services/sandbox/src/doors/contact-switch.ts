import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Contact, Role, RoleName } from '../powerofficego/record.js';
import { seriesOf } from '../powerofficego/series.js';
import type { PowerOfficeStore } from '../powerofficego/store.js';
import type { World } from '../world.js';
import { refuse, tenantOf, turn, unknownTenant } from './switches.js';

/** What people do to a contact in PowerOffice Go's own screens and the API has no way to do. */
const ContactSwitch = z.strictObject({
  /** Activates or deactivates the customer role, which the API only reads. */
  customerActive: z.boolean().optional(),
  /** Gives the contact a further role. */
  addRole: z.enum(['employee', 'customer']).optional(),
  /** Open ledger balances: archiving and deleting are refused. */
  openBalance: z.boolean().optional(),
});

/** `PUT /sandbox/v1/contacts/{id}?tenant=`. */
export function contactSwitch(app: FastifyInstance, world: World, path: string): void {
  app.put(path, (request, reply) => {
    const tenant = tenantOf(world, request.query);
    if (!tenant) return refuse(reply, unknownTenant(world));
    const store = world.tenants.get(tenant)!.powerofficego;
    const contact = store.contacts.primary(Number((request.params as { id: string }).id));
    if (!contact) return refuse(reply, 'There is no contact with that id.');
    turn(reply, ContactSwitch, request.body, (wanted) => {
      store.saveContact(switched(store, contact, wanted));
      return { id: contact.id };
    });
  });
}

function switched(store: PowerOfficeStore, contact: Contact, wanted: z.infer<typeof ContactSwitch>): Contact {
  const roles: Partial<Record<RoleName, Role>> = { ...contact.roles };
  const { customer } = roles;
  const stamp = store.stamp();
  if (wanted.customerActive !== undefined && customer) {
    const values = { ...customer.values, IsActive: wanted.customerActive };
    roles.customer = { ...customer, changed: stamp, values };
  }
  if (wanted.addRole && !roles[wanted.addRole]) {
    const Number = store.next(wanted.addRole, seriesOf[wanted.addRole].FromInclusive);
    roles[wanted.addRole] = { created: stamp, changed: stamp, values: { Number } };
  }
  return { ...contact, roles, openBalance: wanted.openBalance ?? contact.openBalance ?? false };
}
