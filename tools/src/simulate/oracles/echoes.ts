import type { Scalar } from '@samsvar/contracts';
import type { Beginning, Editable } from '../edits.js';
import { placeOf } from '../pogo-record.js';
import { inPogo } from '../wording.js';
import type { World } from '../world.js';

/**
 * G4, value by value: a side is told a value as often as somebody said it, and once more for every edit of its own that
 * the value won over in a conflict, or that was nothing to anybody else. More is an echo, or an old value on its way
 * back.
 */
export function echoes(world: World): readonly string[] {
  const { people, customs } = world;
  const { parted } = world.operator;
  const calm = customs.beginnings.filter(
    ({ id }) => !people.lateIn.has(id) && !people.joined.has(id) && !parted.includes(id),
  );
  return calm.flatMap((one) =>
    people
      .fieldsOf(one)
      .filter(saysNewThings)
      .flatMap((field) =>
        [false, true].flatMap((atHrm) => {
          const told = Map.groupBy(toldTo(world, one, field, atHrm), (value) => value);
          return [...told].flatMap(([value, times]) => {
            const most = allowed(world, one, { field, value, atHrm });
            const where = atHrm ? 'the HRM' : 'PowerOffice Go';
            return times.length > most ? [`${where} was told ${one.id} ${field.canonical} ${times.length} times`] : [];
          });
        }),
      ),
  );
}

/** A yes, a no or one of a few records is said again and again; a word is said once. */
const saysNewThings = ({ manner = 'word' }: Editable): boolean => ['word', 'day', 'number'].includes(manner);

/** Every value a side was told in a field, in PowerOffice Go's words. */
function toldTo(world: World, one: Beginning, field: Editable, atHrm: boolean): readonly Scalar[] {
  if (atHrm) {
    const ref = world.counterpart(one.resource, one.id);
    return world.hrm.written
      .filter(({ resource, id, values }) => resource === ref?.resource && id === ref.id && field.canonical in values)
      .map(({ values }) => inPogo(world.people.counterparts, field, values[field.canonical]!));
  }
  return world.pogo.written.flatMap(({ resource, id, role, values }) =>
    resource === one.resource && id === one.id
      ? Object.entries(values).flatMap(([name, value]) => (placeOf(resource, name, role) === field.pogo ? [value] : []))
      : [],
  );
}

/** What may have to be told a side again: it lost, or a person decided. */
const settles: readonly string[] = ['ConflictFound', 'InitialDifference', 'ConflictSettled', 'ValueRestored'];

interface Told {
  readonly field: Editable;
  readonly value: Scalar;
  readonly atHrm: boolean;
}

function allowed(world: World, { resource, id }: Beginning, { field, value, atHrm }: Told): number {
  const { edits, hrm, pogo } = world;
  const mine = edits.filter((edit) => edit.recordId === id && edit.field.unit === field.unit);
  const said = mine.filter((edit) => edit.field.canonical === field.canonical && edit.value === value).length;
  // An unanswered write of what the HRM stores otherwise cannot be told from a person's edit: it is written again.
  if (hrm.storedAs(field.canonical, value) !== value) return Number.POSITIVE_INFINITY;
  const lost = world
    .eventsOf(id)
    .filter((event) => settles.includes(event.type) && 'unit' in event && event.unit === field.unit).length;
  const here = mine.filter((edit) => edit.atHrm === atHrm);
  const isFirst = pogo.first(resource, id).values[field.pogo] === value;
  return Math.max(1, said + (isFirst ? 1 : 0)) + lost + here.filter(({ unseen }) => unseen).length + forgotten(world);
}

/** What a memory that was set back may have to be told again by a reading that lags (R7), or in another order (R8). */
const forgotten = ({ faults: { hits } }: World): number => (hits['failover'] ?? 0) + (hits['linkFailover'] ?? 0);
