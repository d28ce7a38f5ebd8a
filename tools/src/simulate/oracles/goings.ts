import type { LinkEvent } from '@samsvar/sync';
import type { World } from '../world.js';

/**
 * G5: nobody is believed to be gone whom people did not delete on that side, and nobody is deactivated unless the other
 * side's was deleted or a person decided it: who leaves one role of two is there.
 */
export function livingAreLeft(world: World): readonly string[] {
  return [...world.ledger.kept.values()].flatMap(({ changed: { state }, events }) => {
    const id = state.founding!.id;
    const isDeleted = (member: string) =>
      world.people.goings.deletions.some(({ one, atHrm }) => one.id === id && atHrm === isOfHrm(member));
    let decided = false;
    return events.flatMap((event) => {
      decided ||= isDecided(event);
      if (event.type === 'MemberGone' && event.why === undefined && !isDeleted(event.member)) {
        return [`${id} was believed to be gone`];
      }
      if (event.type !== 'WriteAsked' || event.op !== 'deactivate' || decided) return [];
      return isDeleted(isOfHrm(event.member) ? 'powerofficego' : 'customhrm') ? [] : [`${id} was deactivated`];
    });
  });
}

const isOfHrm = (member: string): boolean => member.startsWith('customhrm');

/** A person said what becomes of a record that is left. */
const isDecided = (event: LinkEvent): boolean =>
  (event.type === 'PartingSettled' && event.by !== undefined) ||
  (event.type === 'ConflictSettled' && event.unit === '*' && event.by === 'person');

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
