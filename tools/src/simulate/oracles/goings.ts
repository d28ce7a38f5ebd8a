import type { World } from '../world.js';

/** G5: nobody is believed to be gone, or deactivated for it, whom people neither deleted nor let leave a role. */
export function livingAreLeft(world: World): readonly string[] {
  const { touched } = world.people.goings;
  return [...world.ledger.kept.values()].flatMap(({ changed: { state }, events }) => {
    const id = state.founding!.id;
    if (touched.has(id)) return [];
    return events.flatMap((event) => {
      if (event.type === 'MemberGone' && event.why === undefined) return [`${id} was believed to be gone`];
      return event.type === 'WriteAsked' && event.op === 'deactivate' ? [`${id} was deactivated`] : [];
    });
  });
}

/**
 * G6: nothing is made in place of what people deleted, and what is left of it comes to rest. A birth that link has
 * forgotten is asked for again, also where people have deleted what came of it (R8).
 */
export function deletedStay(world: World): readonly string[] {
  const { people, hrm, customs, faults } = world;
  const made = faults.hits['linkFailover'] ? 0 : hrm.recreated;
  const again = made > 0 ? [`${made} records were made in place of deleted ones`] : [];
  const restless = customs.beginnings
    .filter(({ id }) => people.goings.touched.has(id))
    .flatMap((one) => {
      const state = world.standingOf(one);
      if (state === undefined && people.isGone(one, false)) return [];
      if (state === undefined || state === 'differ')
        return [`${one.id} stands ${state ?? 'nowhere'} after it was deleted`];
      const ref = world.counterpart(one.resource, one.id);
      const left = ref && hrm.get(ref.resource, ref.id);
      // Or a person said that it is kept.
      const isKept = world.stateOf(one)?.parting?.choice === 'keep';
      const isLeftActive = state === 'onlyInHrm' && !isKept && left && !left.gone && left.values['active'] !== false;
      // People may activate it again: it is theirs now.
      if (
        world.edits.some(({ recordId, field, atHrm }) => recordId === one.id && atHrm && field.canonical === 'active')
      )
        return [];
      return isLeftActive ? [`${one.id} is gone and its HRM record is active`] : [];
    });
  return [...again, ...restless];
}
