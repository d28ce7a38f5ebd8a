import type { Scalar, Values } from '@samsvar/contracts';
import type { LinkEvent } from '@samsvar/sync';
import type { Beginning, Edit } from '../edits.js';
import type { Deletion } from '../goings.js';
import type { World } from '../world.js';
import { isLeftBehind, keeps, says } from './lost-edits.js';

/**
 * G6: an edit that meets a deletion lives. A record that people edited is not deactivated for the deletion of the
 * other, unless whoever deleted that had seen the edit, or a person decided it.
 */
export const editedLive = (world: World): readonly string[] =>
  world.people.goings.deletions
    .filter(({ one }) => !isDecided(world, one) && !isAboutActivity(world, one))
    .flatMap((deletion) => {
      const until = deactivatedAt(world, deletion);
      if (until === undefined) return [];
      return unseenEdits(world, deletion, until).map(
        ({ field, value }) =>
          `${deletion.one.id} ${field.canonical} = ${String(value)} met a deletion and did not live`,
      );
    });

const isDecided = (world: World, { id }: Beginning): boolean =>
  world.eventsOf(id).some((event) => event.type === 'PartingSettled' && event.by !== undefined);

/** People said themselves that it is active or not: that is told as an edit, which asks nothing of other fields. */
const isAboutActivity = ({ edits }: World, { id }: Beginning): boolean =>
  edits.some(({ recordId, field }) => recordId === id && field.canonical === 'active');

/** When the record of the other side was made inactive for a deletion; not for a later one. */
function deactivatedAt(world: World, { one, atHrm, moment }: Deletion): number | undefined {
  const { hrm, pogo } = world;
  const left = atHrm ? one : world.counterpart(one.resource, one.id);
  const made = (atHrm ? pogo : hrm).written.find(
    ({ resource, id, values, moment: then }) =>
      then > moment && resource === left?.resource && id === left.id && isInactive(values),
  );
  const isForAnother =
    made &&
    world.people.goings.deletions.some(
      (other) => other.one === one && other.atHrm === atHrm && other.moment > moment && other.moment < made.moment,
    );
  return isForAnother ? undefined : made?.moment;
}

const isInactive = (values: Values): boolean =>
  values['active'] === false || values['IsActive'] === false || values['IsArchived'] === true;

/** What people had said there until a moment, and whoever deleted the other had not seen in that one. */
function unseenEdits(world: World, { one, atHrm, held }: Deletion, until: number): readonly Edit[] {
  const mine = world.edits.filter((edit) => edit.recordId === one.id && edit.moment < until);
  const last = world.people.fieldsOf(one).flatMap((field) => {
    const of = mine.filter((edit) => edit.field === field);
    const edit = of.findLast((other) => other.atHrm !== atHrm);
    return edit && !of.some((other) => other.atHrm === atHrm && saw(world, other, edit.value)) ? [edit] : [];
  });
  return last.filter(
    (edit) => !isExcused(world, edit) && !saw(world, { ...edit, parent: held[edit.field.canonical]! }, edit.value),
  );
}

/** Whether a person who replaced a value had seen this one, as that side stores it. */
const saw = (world: World, { field, parent }: Pick<Edit, 'field' | 'parent'>, value: Scalar): boolean =>
  says(world, parent, value) ||
  parent === world.hrm.storedAs(field.canonical, value) ||
  world.hrm.storedAs(field.canonical, parent) === value;

/**
 * Nobody could see it, or that it was an edit; no rule could keep it; it lives in a record that a person parted from
 * this one; or it gave way in a conflict, which keeps it.
 */
const isExcused = (world: World, edit: Edit): boolean =>
  edit.unseen !== undefined ||
  edit.unmet === true ||
  isLeftBehind(world, edit) ||
  world.people.overwritten.has(edit) ||
  world.eventsOf(edit.recordId).some((event) => !isOfDeletion(event) && keeps(world, event, edit));

const isOfDeletion = (event: LinkEvent): boolean => event.type === 'ConflictFound' && event.why === 'deleted';
