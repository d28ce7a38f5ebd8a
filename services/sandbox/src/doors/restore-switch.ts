import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { HrmType } from '../customhrm/record.js';
import type { Shelf } from '../powerofficego/store.js';
import type { Tenant, World } from '../world.js';
import { refuse, tenantOf, turn, unknownTenant } from './switches.js';

const shelves: Readonly<Record<string, Shelf>> = {
  departments: 'departments',
  contact: 'contacts',
  contactperson: 'persons',
};
const types: Readonly<Record<string, HrmType>> = { employee: 'employees', department: 'departments' };

/** A record that was deleted: by its system, its resource as Samsvar names it, and its id. */
const RestoreSwitch = z.strictObject({
  system: z.enum(['powerofficego', 'customhrm']),
  resource: z.enum(['departments', 'contact', 'contactperson', 'employee', 'department']),
  id: z.string().min(1),
});

/**
 * `PUT /sandbox/v1/restored?tenant=`: brings a deleted record back under its id. The HRM undoes its soft delete, at any
 * time; PowerOffice Go has the record back as from a backup, stamps and all, if it was deleted since the start.
 */
export function restoreSwitch(app: FastifyInstance, world: World, path: string): void {
  app.put(path, (request, reply) => {
    const id = tenantOf(world, request.query);
    if (!id) return refuse(reply, unknownTenant(world));
    turn(reply, RestoreSwitch, request.body, (wanted) => ({ restored: restored(world.tenants.get(id)!, wanted) }));
  });
}

function restored(tenant: Tenant, { system, resource, id }: z.infer<typeof RestoreSwitch>): boolean {
  if (system === 'powerofficego') {
    const shelf = shelves[resource];
    return shelf !== undefined && tenant.powerofficego.undelete(shelf, Number(id));
  }
  const type = types[resource];
  const found = type && tenant.customhrm.get(type, id);
  if (!type || !found?.record.meta.deleted) return false;
  tenant.customhrm.update(type, found.record, {});
  return true;
}
