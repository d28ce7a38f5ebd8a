import type { World } from '../world.js';

/** Who takes on a role is another category, with fields of its own, and references among them that may come late. */
const writesPerRole = 4;
/** A department waits for its manager, a person for a manager or a department: each may follow as one update. */
const lateReferences = 4;

/** Two records that were parted and brought together meet anew; those that refer to them may be told twice. */
const writesPerParting = 4;

/** G4: what changed data is owed to an edit, a birth, a difference settled or a reference that came late. */
export function writesBound(world: World): readonly string[] {
  const settledDifferences = world.customs.beginnings
    .flatMap(({ id }) => world.eventsOf(id))
    .filter(({ type }) => type === 'ConflictFound' || type === 'InitialDifference' || type === 'ReferenceFound').length;
  const decisions = world.customs.beginnings
    .flatMap(({ id }) => world.eventsOf(id))
    .filter(
      (event) =>
        event.type === 'ValueRestored' ||
        (event.type === 'ConflictSettled' && event.by === 'person') ||
        (event.type === 'UnitReleased' && event.by !== undefined),
    ).length;
  const owed =
    world.edits.length +
    world.hrm.creates +
    settledDifferences +
    decisions * 2 +
    lateReferences +
    world.people.joined.size * writesPerRole +
    owedToNewborns(world) +
    world.people.goings.count * writesPerGoing +
    world.operator.parted.length * writesPerParting;
  return world.writes > owed ? [`${world.writes} writes for ${owed} causes`] : [];
}

/** What is deleted has its counterpart deactivated, what comes back has it activated and is told what it missed. */
const writesPerGoing = 6;

/**
 * A newborn is made, gets a number that is told back, and references of it and to it may follow, each as one update.
 */
const writesPerNewborn = 6;
const owedToNewborns = ({ people: { newborns } }: World): number =>
  newborns.all.length * writesPerNewborn + newborns.edits;

/** Every write names the message that brought it about (Inv 16). */
export const causes = ({ link: { causeless } }: World): readonly string[] =>
  causeless > 0 ? [`${causeless} writes without a cause`] : [];
