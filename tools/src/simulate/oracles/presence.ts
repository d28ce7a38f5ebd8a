import type { RecordRef } from '@samsvar/contracts';
import type { World } from '../world.js';

/**
 * G1: after calm link knows of every record whether it is there: who was deleted is gone, and nobody else. Where none
 * of a resource is left nothing proves that its system answers at all, and a person is to look.
 */
export function presence(world: World): readonly string[] {
  const rows = [...world.ledger.rows.values()];
  return rows.flatMap(({ key, ref, gone }) => {
    if (isGone(world, ref) === gone) return [];
    if (gone) return [`${key} is there, and counts as deleted`];
    const isAnyLeft = rows.some((other) => isAlike(other.ref, ref) && !isGone(world, other.ref));
    return isAnyLeft ? [`${key} is deleted, and counts as there`] : [];
  });
}

/** A contact without a role is in no list. */
function isGone({ pogo, hrm }: World, { system, resource, id }: RecordRef): boolean {
  if (system === 'customhrm') return hrm.get(resource, id)?.gone === true;
  const { gone, roles } = pogo.stored(resource, id);
  return gone === true || (resource === 'contact' && roles.length === 0);
}

const isAlike = (one: RecordRef, other: RecordRef): boolean =>
  one.system === other.system && one.resource === other.resource;
