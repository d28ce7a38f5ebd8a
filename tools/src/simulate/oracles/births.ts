import type { Scalar } from '@samsvar/contracts';
import type { HrmRecord } from '../hrm-end.js';
import { type Newborn, newbornFields } from '../newborns.js';
import type { PogoRecord } from '../pogo-record.js';
import type { KeptLink } from '@samsvar/sync/testing';
import type { World } from '../world.js';

/** G3: whatever was made in PowerOffice Go was born in the HRM, once (Inv 12). */
export function births(world: World): readonly string[] {
  const begun = new Set(world.customs.beginnings.map(({ resource, id }) => `${resource}/${id}`));
  const isNew = ({ resource, id }: PogoRecord) => !begun.has(`${resource}/${id}`) && !world.pogo.bornLate.has(id);
  const made = world.pogo.all().filter((one) => isNew(one) && !isForgotten(world, one));
  const newborns = world.people.newborns.all.map(({ resource, id }) => `default/customhrm/${resource}/${id}`);
  // A birth that link has forgotten may have been found from the other side: it is the same two records.
  const isBirth = ({ changed: { state, members } }: KeptLink) =>
    state.founding?.system === 'customhrm' || Object.values(members).some((key) => newborns.includes(key));
  const theirs = [...world.ledger.kept.values()]
    .filter(isBirth)
    .flatMap(({ changed }) => Object.values(changed.members));
  const alone = made.filter(
    ({ resource, id }) => theirs.filter((key) => key === `default/powerofficego/${resource}/${id}`).length !== 1,
  );
  return alone.map(({ resource, id }) => `${resource} ${id} was made in PowerOffice Go and is not one birth's`);
}

/**
 * A department whose code was changed is known by nothing where both link and the connector were set back, or where
 * link was while the connector had not heard what became of its birth (R8).
 */
function isForgotten({ faults: { hits }, people, connectors }: World, { resource, values }: PogoRecord): boolean {
  if (resource !== 'departments' || people.newborns.edits === 0 || !hits['linkFailover']) return false;
  const { marksLost } = connectors.powerofficego;
  return Boolean(hits['failover']) || marksLost.has(`default/departments/${String(values['Code'])}`);
}

/** G1: after calm what was born in the HRM is in PowerOffice Go too and says the same, or waits with its reason. */
export const newbornsAgree = (world: World): readonly string[] =>
  world.people.newborns.all.flatMap((one) => {
    const here = world.hrm.get(one.resource, one.id)!;
    const ref = world.people.newborns.counterpart(one);
    if (!ref) return waits(world, one, here) ? [] : [`${one.id} was not made in PowerOffice Go`];
    return differences(world, here, world.pogo.stored(ref.resource, ref.id));
  });

/** A department without a code waits for one. */
function waits({ ledger }: World, { resource, id }: Newborn, here: HrmRecord): boolean {
  const linkId = ledger.rows.get(`default/customhrm/${resource}/${id}`)?.linkId;
  return here.values['code'] === null && ledger.kept.get(linkId ?? '')?.changed.standing.state === 'parked';
}

function differences({ hrm }: World, here: HrmRecord, there: PogoRecord): readonly string[] {
  const fields = Object.entries(newbornFields[here.resource as Newborn['resource']]);
  const same = (field: string, a: Scalar, b: Scalar) => a === b || hrm.storedAs(field, a) === b;
  return fields.flatMap(([field, native]) => {
    const [a, b] = [there.values[native] ?? null, here.values[field] ?? null];
    return same(field, a, b) ? [] : [`${here.id} ${field}: ${String(a)} and ${String(b)}`];
  });
}
