import type { Scalar } from '@samsvar/contracts';
import { recordKey, refOfKey } from '@samsvar/contracts';
import type { LinkEvent, LinkState } from '@samsvar/sync';
import type { Beginning, Edit } from '../edits.js';
import { founderOf, inPogo, isKept } from '../wording.js';
import type { World } from '../world.js';

/**
 * G2: an edit (that anybody could see) is kept if it is what is held now, if somebody saw it and changed it later, or
 * if an event keeps it as a loser. What belongs to a customer is nobody's business once the person is an employee.
 */
export function lostEdits(world: World): readonly string[] {
  return world.edits.flatMap((edit, index) => {
    const { recordId, field, value, unseen } = edit;
    if (unseen || world.people.overwritten.has(edit)) return [];
    const one = world.customs.beginnings.find(({ id }) => id === recordId)!;
    if (world.people.joined.has(recordId) && field.pogo.startsWith('customer.')) return [];
    // Records that are brought together again meet anew: empty without a base is no opinion, and what was put back
    // cannot be told from what had stood there before. Where link was set back besides, the event that kept an edit
    // may be lost (R8).
    const isPutBack = world.edits
      .slice(0, index)
      .some((other) => isOf(recordId, field, other) && other.parent === value);
    const { failover, linkFailover } = world.faults.hits;
    if ((value === null || isPutBack || linkFailover) && world.operator.parted.includes(recordId)) return [];
    // A connector that was set back may have seen neither what was put back nor what it replaced (R2); link that was
    // hears of both again once more has been said (R8).
    if (isPutBack && (failover || linkFailover)) return [];
    if (linkFailover && isForgottenFilling(world, one, edit)) return [];
    if (isHeld(world, one, edit) || isLeftBehind(world, edit) || givesWayToDeletion(world, edit)) return [];
    if (isChangedLater(world, edit, index) || isSaidByBoth(world, edit) || passesForOurs(world, one, edit)) return [];
    // Link that was set back has carried out what it decided, and lost the event that says so (R8).
    const lost = world.ledger.forgotten.flatMap(([id, event]) => (id === recordId ? [event] : []));
    if ([...world.eventsOf(recordId), ...lost].some((event) => keeps(world, event, edit))) return [];
    return [`${recordId} ${field.canonical} = ${String(value)}, edit ${index}`];
  });
}

/**
 * Held by a record that is there, or by the one it was made in when people deleted that: whoever did had seen it.
 */
const isHeld = (world: World, one: Beginning, { field, value, atHrm }: Edit): boolean =>
  [false, true]
    .filter((side) => side === atHrm || !world.people.isGone(one, side))
    .some((side) => says(world, world.people.seen(one, field, side), value));

/** Held by the record of the HRM that a person parted from it: it may never come back, its own having been deleted. */
export const isLeftBehind = (world: World, { recordId, field, value, atHrm }: Edit): boolean =>
  atHrm &&
  [...world.ledger.kept.values()]
    .filter(({ changed: { state } }) => state.founding?.id === recordId)
    .flatMap(({ changed: { state } }) => Object.values(state.left ?? {}).map(refOfKey))
    .map(({ resource, id }) => world.hrm.get(resource as 'employee', id)?.values[field.canonical] ?? null)
    .some((held) => says(world, inPogo(world.people.counterparts, field, held), value));

/** Emptied again by a person is what we had filled: link that was set back may have forgotten that it did (R8). */
const isForgottenFilling = (world: World, one: Beginning, { field, value, atHrm, moment }: Edit): boolean => {
  const ref = world.counterpart(one.resource, one.id);
  const isFilling = ({ id, values, moment: then }: (typeof world.hrm.written)[number]) =>
    id === ref?.id && then < moment && typeof values[field.canonical] === 'string';
  return atHrm && value === null && world.hrm.written.some(isFilling);
};

/**
 * That it is active gives way to who deletes the other record and saw the same there (whichever was first: link was to
 * say it here), and to the person who is asked what becomes of the one that is left.
 */
const givesWayToDeletion = (world: World, { recordId, field: { canonical }, value, atHrm }: Edit): boolean =>
  canonical === 'active' &&
  (world.eventsOf(recordId).some((event) => event.type === 'PartingSettled' && event.by && event.choice !== 'keep') ||
    world.people.goings.deletions.some(
      (deletion) => deletion.one.id === recordId && deletion.atHrm !== atHrm && deletion.held[canonical] === value,
    ));

/**
 * Made inactive in the HRM by hand before the same was asked for a deletion, by a request that got lost on its way:
 * what is read then passes for what was asked, and is undone with the deletion.
 */
function passesForOurs(world: World, one: Beginning, { recordId, field, value, atHrm }: Edit): boolean {
  if (!atHrm || field.canonical !== 'active' || value !== inPogo(world.people.counterparts, field, false)) return false;
  const ref = world.counterpart(one.resource, one.id);
  const isOurs = world.hrm.written.some(({ id, values }) => id === ref?.id && values['active'] === false);
  return !isOurs && world.eventsOf(recordId).some((event) => event.type === 'WriteAsked' && event.op === 'deactivate');
}

/**
 * Whether what a person saw is a value. In the HRM a record still names the counterpart of one that was parted from it
 * meanwhile: it is the same word there, whosever it is by now.
 */
export function says({ ledger }: World, seen: Scalar, value: Scalar): boolean {
  if (seen === value || typeof seen !== 'string' || !seen.startsWith('nobody: ')) return seen === value;
  const at = `/${seen.slice('nobody: '.length)}`;
  return [...ledger.kept.values()].some(({ changed: { state } }) => {
    const keys = [...Object.values(state.left ?? {}), ...Object.values(keysOf(state))];
    return state.founding?.id === value && keys.some((key) => key.endsWith(at));
  });
}

const keysOf = ({ members }: LinkState): readonly string[] =>
  Object.values(members).flatMap(({ ref }) => (ref ? [recordKey(ref)] : []));

/** Somebody saw this very value there, or at the other side, and said something else. */
function isChangedLater(world: World, { recordId, field, value }: Edit, index: number): boolean {
  const there = world.hrm.storedAs(field.canonical, value);
  return world.edits.some(
    (other, at) =>
      at > index &&
      isOf(recordId, field, other) &&
      (says(world, other.parent, value) || (other.atHrm && other.parent === there)),
  );
}

/**
 * The same was said on the other side too, and changed there by somebody who saw it: it was one edit, changed later.
 * Link that was set back may hear both sides in another order: there it is enough that the other side had held it (R8).
 */
function isSaidByBoth(world: World, { recordId, field, value, atHrm }: Edit): boolean {
  const there = world.edits.filter((other) => other.atHrm !== atHrm && isOf(recordId, field, other));
  const isChanged = (later: readonly Edit[]) => later.some(({ parent }) => says(world, parent, value));
  if (world.faults.hits['linkFailover'] && isChanged(there)) return true;
  return there.some((twin, at) => twin.value === value && isChanged(there.slice(at)));
}

const isOf = (recordId: string, { canonical }: Edit['field'], other: Edit): boolean =>
  other.recordId === recordId && other.field.canonical === canonical;

/** A loser is kept in the words of links. */
export function keeps(world: World, event: LinkEvent, { field, value }: Edit): boolean {
  const is = (kept: Scalar | undefined) => isKept(field, { kept, value }, (link) => founderOf(world.ledger, link));
  if (event.type === 'ConflictSettled' || event.type === 'ValueRestored') {
    return is(event.lost?.values[field.canonical]);
  }
  if (event.type !== 'ConflictFound' && event.type !== 'InitialDifference') return false;
  return is(event.theirs[field.canonical]) || is(event.agreed[field.canonical]);
}
