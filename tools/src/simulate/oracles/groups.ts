import { groupsOf } from '../chronicle.js';
import type { Beginning, Editable } from '../edits.js';
import { inLinks } from '../wording.js';
import type { World } from '../world.js';
import { isApart } from './apart.js';

/**
 * G8: fields that move together stand, on both sides, as somebody once left them; halves are never mixed, but for a
 * late write.
 */
export function groups(world: World): readonly string[] {
  const { people, customs } = world;
  const whole = customs.beginnings.filter(({ id }) => !people.lateIn.has(id) && !isApart(world, { id }));
  return whole.flatMap((one) =>
    groupsOf(people.fieldsOf(one)).flatMap(([unit, fields]) =>
      [false, true].flatMap((atHrm) => {
        if (atHrm && !world.counterpart(one.resource, one.id)) return [];
        const state = people.chronicle.stateOf(one, fields, atHrm);
        if (people.chronicle.knows(one, unit, state) || isInConflict(world, one, fields)) return [];
        return [`${one.id} ${unit} is mixed: ${state.map(String).join()}`];
      }),
    ),
  );
}

/**
 * A person who edits one half of a group while we write the other makes a mixture at that very moment: it is kept as
 * one side of a conflict, where a person sees it, or of the first difference where others parted the two meanwhile.
 */
function isInConflict(world: World, one: Beginning, fields: readonly Editable[]): boolean {
  const held = fields.map((field) => [field.canonical, inLinks(field, world.people.seen(one, field, false))] as const);
  return world
    .eventsOf(one.id)
    .some(
      (event) =>
        (event.type === 'ConflictFound' && held.every(([name, value]) => (event.theirs[name] ?? null) === value)) ||
        (event.type === 'InitialDifference' && held.every(([name, value]) => (event.agreed[name] ?? null) === value)),
    );
}
