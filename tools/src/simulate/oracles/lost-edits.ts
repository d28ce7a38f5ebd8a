import type { LinkEvent } from '@samsvar/sync';
import type { Beginning, Edit } from '../edits.js';
import { inLinks } from '../wording.js';
import type { World } from '../world.js';

/**
 * G2: an edit (that anybody could see) is kept if it is what is held now, if somebody saw it and changed it later, or
 * if an event keeps it as a loser. What belongs to a customer is nobody's business once the person is an employee.
 */
export function lostEdits(world: World): readonly string[] {
  return world.edits.flatMap((edit, index) => {
    const { recordId, field, value, unseen } = edit;
    if (unseen || world.people.overwritten.has(edit) || world.people.goings.touched.has(recordId)) return [];
    const one = world.customs.beginnings.find(({ id }) => id === recordId)!;
    if (world.people.joined.has(recordId) && field.pogo.startsWith('customer.')) return [];
    // Records that are brought together again meet anew, and empty without a base is no opinion.
    if (value === null && world.operator.parted.includes(recordId)) return [];
    if (isHeld(world, one, edit) || isChangedLater(world, edit, index) || isSaidByBoth(world, edit)) return [];
    if (world.eventsOf(recordId).some((event) => keeps(event, edit))) return [];
    return [`${recordId} ${field.canonical} = ${String(value)}, edit ${index}`];
  });
}

const isHeld = ({ people }: World, one: Beginning, { field, value }: Edit): boolean =>
  people.seen(one, field, false) === value || people.seen(one, field, true) === value;

/** Somebody saw this very value there, or at the other side, and said something else. */
function isChangedLater({ edits, hrm }: World, { recordId, field, value }: Edit, index: number): boolean {
  const there = hrm.storedAs(field.canonical, value);
  return edits.some(
    (other, at) =>
      at > index && isOf(recordId, field, other) && (other.parent === value || (other.atHrm && other.parent === there)),
  );
}

/**
 * The same was said on the other side too, and changed there by somebody who saw it: it was one edit, changed later.
 */
function isSaidByBoth({ edits }: World, { recordId, field, value, atHrm }: Edit): boolean {
  const there = edits.filter((other) => other.atHrm !== atHrm && isOf(recordId, field, other));
  return there.some((twin, at) => twin.value === value && there.slice(at).some(({ parent }) => parent === value));
}

const isOf = (recordId: string, { canonical }: Edit['field'], other: Edit): boolean =>
  other.recordId === recordId && other.field.canonical === canonical;

/** A loser is kept in the words of links. */
function keeps(event: LinkEvent, { field, value }: Edit): boolean {
  const said = inLinks(field, value);
  if (event.type === 'ConflictSettled' || event.type === 'ValueRestored') {
    return event.lost?.values[field.canonical] === said;
  }
  if (event.type !== 'ConflictFound' && event.type !== 'InitialDifference') return false;
  return event.theirs[field.canonical] === said || event.agreed[field.canonical] === said;
}
