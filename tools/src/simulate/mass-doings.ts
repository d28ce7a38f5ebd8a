import type { Scalar } from '@samsvar/contracts';
import type { Doing } from './doings.js';
import type { Editable } from './edits.js';
import type { People } from './people.js';
import type { Random } from './random.js';

/** What is done to many records at once, and what people do about a guard that holds it. */
export const massDoings = {
  /** A field is emptied in every record of a category at once; or all are archived, or renamed. */
  massClear: {
    weights: [0],
    does: (people, random) => inMass(people, random, (field) => (field.clears === true ? null : undefined)),
  },
  massArchive: {
    weights: [0],
    does: (people, random) =>
      inMass(people, random, (field) => (field.canonical === 'active' ? field.manner === 'archived' : undefined)),
  },
  massRename: {
    weights: [0],
    does: (people, random) =>
      inMass(people, random, (field) =>
        (field.manner ?? 'word') === 'word' && field.unit === field.canonical
          ? people.at.value(field.canonical)
          : undefined,
      ),
  },
  /** Somebody approves what a guard holds. */
  approved: {
    weights: [0],
    does: (people) => people.at.operator.approve(),
  },
} as const satisfies Record<string, Doing>;

/** One field of every record of a category is set, by whoever imports a file or presses the wrong button. */
function inMass(people: People, random: Random, valueOf: (field: Editable) => Scalar | undefined): boolean {
  const { category } = random.pick(people.at.customs.beginnings);
  const field = random.pick(people.at.customs.editables[category]);
  const atHrm = field.manner !== 'number' && random.chance(0.5);
  const all = people.at.customs.beginnings.filter((one) => people.fieldsOf(one).includes(field));
  const changed = all.filter((one) => {
    const value = valueOf(field);
    const base = people.at.member(one, atHrm)?.base[field.canonical];
    if (value === undefined || (value === null && (base === undefined || base === null))) return false;
    return people.set(one, [[field, value]], atHrm);
  });
  return changed.length > 1;
}
