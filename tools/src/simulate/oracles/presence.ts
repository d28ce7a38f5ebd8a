import type { World } from '../world.js';

/** G1: after calm link knows of every record whether it is there: who was deleted is gone, and nobody else. */
export function presence({ ledger, pogo, hrm }: World): readonly string[] {
  return [...ledger.rows.values()].flatMap(({ key, ref: { system, resource, id }, gone }) => {
    const isGone =
      system === 'customhrm' ? hrm.get(resource, id)?.gone === true : pogo.stored(resource, id).gone === true;
    if (isGone === gone) return [];
    return [isGone ? `${key} is deleted, and counts as there` : `${key} is there, and counts as deleted`];
  });
}
