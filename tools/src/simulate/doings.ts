import { chosen, ownValues } from './choices.js';
import { type Faults, streamOf } from './faults.js';
import { identityDoings } from './identity-doings.js';
import { massDoings } from './mass-doings.js';
import type { People } from './people.js';
import type { Random } from './random.js';

/** Something people do. */
export interface Doing {
  /** Each seed draws one of these weights, so that some worlds never see it done. */
  readonly weights: readonly number[];
  /** Does it; whether anything came of it. */
  readonly does: (people: People, random: Random) => boolean;
}

/** Where somebody is about to work: mostly where everybody does, see `People.focus`. */
function picked(people: People, random: Random) {
  const { records, fields, atHrm } =
    random.chance(0.8) || people.focus.atHrm !== undefined
      ? people.focus
      : { records: people.at.customs.beginnings, fields: [] as readonly string[], atHrm: undefined };
  const one = random.pick(records);
  const all = people.fieldsOf(one);
  const some = all.filter(({ canonical }) => fields.includes(canonical));
  const field = random.pick(some.length > 0 ? some : all);
  return { one, field, atHrm: atHrm ?? (field.manner !== 'number' && random.chance(0.5)) };
}

/**
 * Everything people do in a simulated world. To add something: a row here. It is counted by its name, as faults are.
 */
export const doings = {
  /** A field is set to something nobody has said before, or to another of the few things it can say. */
  edit: {
    weights: [10],
    does(people, random) {
      const { one, field, atHrm } = picked(people, random);
      return people.set(one, [[field, chosen(people, random, { one, field, atHrm })]], atHrm);
    },
  },
  /** A field is emptied: only what is known to have held something (emptying what has no base is no opinion). */
  clear: {
    weights: [0, 1, 3],
    does(people, random) {
      const { one, field, atHrm } = picked(people, random);
      const base = people.at.member(one, atHrm)?.base[field.canonical];
      if (field.clears !== true || base === undefined || base === null) return false;
      return people.set(one, [[field, null]], atHrm);
    },
  },
  /** The same is said on both sides. */
  sameOnBothSides: {
    weights: [0, 1],
    does(people, random) {
      const { one, field, atHrm } = picked(people, random);
      const value = chosen(people, random, { one, field, atHrm });
      if (field.manner === 'number') return false;
      return people.set(one, [[field, value]], atHrm) && people.set(one, [[field, value]], !atHrm);
    },
  },
  /** Several fields that move together are set at once: a new name, a new address. */
  rename: {
    weights: [0, 2],
    does(people, random) {
      const { one, field, atHrm } = picked(people, random);
      const unit = people.fieldsOf(one).filter((other) => other.unit === field.unit);
      return people.set(
        one,
        unit.map((other) => [other, chosen(people, random, { one, field: other, atHrm })]),
        atHrm,
      );
    },
  },
  /** Somebody puts back what was there before the last edit of a field. */
  revert: {
    weights: [0, 2],
    does(people, random) {
      const edit = people.edits.at(-1 - random.int(4));
      const atHrm = edit?.field.manner !== 'number' && random.chance(0.5);
      const one = edit && people.at.customs.beginnings.find(({ id }) => id === edit.recordId);
      if (!one || !people.fieldsOf(one).includes(edit.field)) return false;
      if (edit.parent === null && edit.field.clears !== true) return false;
      return people.set(one, [[edit.field, edit.parent]], atHrm);
    },
  },
  /** Somebody puts back what both sides last agreed on. */
  revertToBase: {
    weights: [0, 2],
    does(people, random) {
      const { one, field, atHrm } = picked(people, random);
      const base = people.at.member(one, !atHrm)?.base[field.canonical];
      if (typeof base !== 'string' || !['word', 'day'].includes(field.manner ?? 'word')) return false;
      return people.set(one, [[field, base]], atHrm);
    },
  },
  /** Two records of a kind exchange what a field says. */
  swap: {
    weights: [0, 1],
    does(people, random) {
      const { one, field, atHrm } = picked(people, random);
      const others = people.at.customs.beginnings.filter((two) => two !== one && people.fieldsOf(two).includes(field));
      if (field.manner === 'number') return false;
      if (others.length === 0 || field.canonical === 'managerId') return false;
      const two = random.pick(others);
      // Before they are linked, an e-mail in another's place is a question for a person.
      if (![one, two].every(({ resource, id }) => people.at.counterpart(resource, id))) return false;
      const [first, second] = [people.seen(one, field, atHrm), people.seen(two, field, atHrm)];
      if (first === null || second === null) return false;
      return people.set(one, [[field, second]], atHrm) && people.set(two, [[field, first]], atHrm);
    },
  },
  /** A department or an employee is made in the HRM; somebody says something else about one. */
  bornInHrm: {
    weights: [0, 1, 2],
    does: (people, random) => people.newborns.make(random),
  },
  newbornEdited: {
    weights: [0, 2],
    does: (people, random) => people.newborns.edit(random),
  },
  /** A record is saved without a change: its stamps move all the same. */
  savedUnchanged: {
    weights: [0, 1],
    does: (people, random) => people.touch(picked(people, random).one),
  },
  /** A contact takes on another role. */
  roleJoins: {
    weights: [0, 1],
    does(people, random) {
      const { one } = picked(people, random);
      const title = people.at.value(`${one.id}-jobTitle`);
      return one.joins !== undefined && people.join(one, one.joins, ownValues(one.joins, one.id, title));
    },
  },
  ...massDoings,
  /** A record is deleted on one side. */
  deleted: {
    weights: [0, 0, 1],
    does(people, random) {
      const { one } = picked(people, random);
      return people.goings.remove(one, random.chance(0.5));
    },
  },
  /** What was deleted is restored under its id. */
  restored: {
    weights: [0, 0.5],
    does: (people) => people.goings.restore(),
  },
  /** A contact leaves one of its two roles. */
  roleLeaves: {
    weights: [0, 0, 1],
    does: (people, random) => people.goings.leave(picked(people, random).one, random.pick(['employee', 'customer'])),
  },
  ...identityDoings,
} as const satisfies Record<string, Doing>;

export type DoingName = keyof typeof doings;
export const doingNames = Object.keys(doings) as readonly DoingName[];

/** What the people of one world do, and how often. */
export class Doings {
  private readonly weights: readonly (readonly [DoingName, number])[];
  private readonly sum: number;
  private readonly random: Random;
  private readonly returns: Random;
  private readonly returning: number;

  constructor(
    seed: number,
    private readonly people: People,
    private readonly faults: Faults,
    tuning: Readonly<Partial<Record<DoingName, number>>> = {},
  ) {
    this.random = streamOf(seed, 'doings');
    this.returns = streamOf(seed, 'returns');
    this.returning = this.returns.pick([0, 0.1, 0.3]);
    this.weights = doingNames.map((name) => {
      const drawn = streamOf(seed, name).pick<number>(doings[name].weights);
      return [name, tuning[name] ?? drawn];
    });
    this.sum = this.weights.reduce((sum, [, weight]) => sum + weight, 0);
  }

  /** Somebody does something. */
  one(): void {
    let at = this.random.next() * this.sum;
    const [name] = this.weights.find(([, weight]) => (at -= weight) < 0)!;
    if (doings[name].does(this.people, this.random)) this.faults.hit(name);
    this.someReturn();
  }

  /** What is deleted may be restored whatever else people do. */
  private someReturn(): void {
    const { goings } = this.people;
    if (goings.hasApart && this.returns.chance(this.returning) && goings.restore()) this.faults.hit('restored');
  }
}
