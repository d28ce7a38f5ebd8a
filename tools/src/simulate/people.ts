import type { Category, Scalar, Values } from '@samsvar/contracts';
import { Chronicle } from './chronicle.js';
import { Goings } from './goings.js';
import type { Beginning, Edit, Editable } from './edits.js';
import { Newborns } from './newborns.js';
import type { Overwritten } from './pogo-record.js';
import type { Random } from './random.js';
import type { Place, Workplaces } from './workplaces.js';
import { type Counterparts, inHrm, inPogo, isKept, isNobody } from './wording.js';

/** A focus, by the record's id. */
export interface FocusOn extends Omit<Focus, 'records'> {
  readonly record: string;
}

/** Records, and fields by name (none: all of them). */
interface Focus {
  readonly records: readonly Beginning[];
  readonly fields: readonly string[];
  /** The only side they work on. */
  readonly atHrm?: boolean;
}

type Said = readonly (readonly [Editable, Scalar])[];

/**
 * The people of a world: they edit either side, and remember what they saw there before. What they do is chosen by
 * `doings.ts` out of these few things people can do.
 */
export class People {
  readonly edits: Edit[] = [];
  /** Contacts that took on another role since the beginning. */
  readonly joined = new Set<string>();
  /** Edits a write of ours replaced where no rule can help; each is counted. */
  readonly overwritten = new Set<Edit>();
  /** Records into which a write came late: it may have met another half of a group than it was decided on. */
  readonly lateIn = new Set<string>();
  readonly chronicle: Chronicle;
  readonly goings: Goings;
  readonly newborns: Newborns;

  /** What everybody works on: in some worlds on one record, or on a field or two of it, so that edits meet. */
  focus: Focus;

  constructor(readonly at: Workplaces) {
    this.chronicle = new Chronicle(this);
    this.goings = new Goings(this);
    this.focus = this.drawn(at.random);
    this.newborns = new Newborns(this, at.born);
  }

  focusOn({ record, fields, atHrm }: FocusOn): void {
    const records = this.at.customs.beginnings.filter(({ id }) => id === record);
    this.focus = { records, fields, ...(atHrm !== undefined && { atHrm }) };
  }

  private drawn(random: Random): Focus {
    const { beginnings } = this.at.customs;
    const records = random.chance(0.3) ? beginnings : [random.pick(beginnings)];
    const names = this.fieldsOf(records[0]!).map(({ canonical }) => canonical);
    const fields = random.chance(0.4) ? [] : [random.pick(names), random.pick(names)];
    return { records, fields };
  }

  get counterparts(): Counterparts {
    return {
      beginnings: this.at.customs.beginnings,
      idInHrm: ({ resource, id }) => this.at.counterpart(resource, id)?.id,
    };
  }

  /** The role that speaks by now. */
  categoryOf({ category, id }: Beginning): Category {
    if (this.goings.leftEmployees.has(id)) return 'CUSTOMER_PERSON';
    return category === 'CUSTOMER_PERSON' && this.joined.has(id) ? 'EMPLOYEE' : category;
  }

  fieldsOf(one: Beginning): readonly Editable[] {
    return this.at.customs.editables[this.categoryOf(one)];
  }

  /**
   * A person sets fields of a record at once, unless it says so already, or is not there. Whether anything changed.
   */
  set(one: Beginning, said: Said, atHrm: boolean): boolean {
    const { hrm, pogo } = this.at;
    const ref = atHrm ? this.at.counterpart(one.resource, one.id) : undefined;
    if ((atHrm && !ref) || this.isGone(one, atHrm)) return false;
    const changes = said.flatMap(([field, value]) => this.changeOf(one, field, value, atHrm) ?? []);
    if (changes.length === 0) return false;
    const values = Object.fromEntries(changes.map(({ name, said: word }) => [name, word]));
    if (ref && hrm.refused(values).length > 0) return false;
    if (ref) hrm.set(ref.resource, ref.id, values);
    else pogo.set(one.resource, one.id, values, this.at.now());
    for (const { field, before, name } of changes) {
      const value = this.seen(one, field, atHrm);
      const unseen = this.unseen(one, { field, value, name }, atHrm);
      const { moment } = this.at.trace;
      const known = { ...(unseen && { unseen }), ...(!this.at.member(one, atHrm)?.ref && { unmet: true as const }) };
      this.edits.push({ recordId: one.id, field, value, parent: before, atHrm, moment, ...known });
      const where = atHrm ? 'the HRM' : 'PowerOffice Go';
      this.at.trace.note(`edit ${this.edits.length - 1} of ${one.id} in ${where}`, () => [
        field.canonical,
        before,
        value,
      ]);
    }
    this.chronicle.note(one, atHrm);
    return true;
  }

  private changeOf(one: Beginning, field: Editable, value: Scalar, atHrm: boolean) {
    const before = this.seen(one, field, atHrm);
    const said = atHrm ? inHrm(this.counterparts, field, value) : value;
    if (before === value || said === undefined || isNobody(value)) return undefined;
    // Emptying what has no base is no opinion (design.md 4, Hearing), so it is no edit either.
    if (value === null && !this.hasBase(one, field, atHrm)) return undefined;
    if (atHrm && this.at.hrm.storedAs(field.canonical, said) === this.inHrmNow(one, field)) return undefined;
    return { field, before, said, name: atHrm ? field.canonical : field.pogo };
  }

  /** A role that link has not heard of yet has no base for what is its own, whatever another role said. */
  private hasBase(one: Beginning, { canonical, pogo }: Editable, atHrm: boolean): boolean {
    const member = this.at.member(one, atHrm);
    const isUnheard = !atHrm && /^(employee|customer)\./.test(pogo) && member?.category !== this.categoryOf(one);
    return !isUnheard && member?.base[canonical] !== undefined;
  }

  /** Why nobody else can know of an edit that was just made. */
  private unseen(one: Place, said: { field: Editable; value: Scalar; name: string }, atHrm: boolean): Edit['unseen'] {
    const { field, value, name } = said;
    if (atHrm && !this.hasInHrm(one, field)) return 'kind';
    if (this.at.known(one, atHrm)?.[name] === this.stored(one, field, atHrm)) return 'known';
    const { canonical } = field;
    const is = (values: Values = {}) =>
      isKept(field, { kept: values[canonical], value }, (link) => this.at.founder(link));
    if ([atHrm, !atHrm].some((side) => is(this.at.member(one, side)?.base))) return 'base';
    const { agreed, wanted } = this.at.wanted(one);
    return [agreed, ...wanted].some(is) ? 'agreed' : undefined;
  }

  /** Whether the HRM's record is of a kind that has the field: link tells the kind when it can. */
  private hasInHrm(one: Place, { canonical }: Editable): boolean {
    const ref = this.at.counterpart(one.resource, one.id);
    const kind = ref && (this.at.hrm.get(ref.resource, ref.id)?.values['kind'] as Category | undefined);
    return !kind || this.at.customs.editables[kind].some((field) => field.canonical === canonical);
  }

  private stored(one: Place, field: Editable, atHrm: boolean): Scalar {
    return atHrm ? this.inHrmNow(one, field) : this.seen(one, field, false);
  }

  private inHrmNow(one: Place, field: Editable): Scalar {
    const ref = this.at.counterpart(one.resource, one.id);
    return (ref && this.at.hrm.get(ref.resource, ref.id)?.values[field.canonical]) ?? null;
  }

  /** What a person sees in a field, in PowerOffice Go's words. */
  seen(one: Place, field: Editable, atHrm: boolean): Scalar {
    if (!atHrm) return this.at.pogo.stored(one.resource, one.id).values[field.pogo] ?? null;
    return inPogo(this.counterparts, field, this.inHrmNow(one, field));
  }

  /**
   * Whoever said this last has been overwritten unseen; on both sides, where both said it: there it was one edit, and
   * what replaced it in PowerOffice Go is taken for a change of it.
   */
  overwrites({ id, field, value, isLate }: Overwritten): void {
    if (isLate) this.lateIn.add(id);
    const of = this.edits.filter((one) => one.recordId === id && one.field.pogo === field && one.value === value);
    for (const side of [false, true]) {
      const edit = of.findLast(({ atHrm }) => atHrm === side);
      if (edit) this.overwritten.add(edit);
    }
  }

  /** Whether a side's record was deleted by people. */
  isGone(one: Place, atHrm: boolean): boolean {
    if (!atHrm) return this.at.pogo.stored(one.resource, one.id).gone === true;
    const ref = this.at.counterpart(one.resource, one.id);
    return ref !== undefined && this.at.hrm.get(ref.resource, ref.id)?.gone === true;
  }

  /** A person saves a record without changing anything. */
  touch(one: Place): boolean {
    if (this.isGone(one, false)) return false;
    this.at.pogo.touch(one.resource, one.id, this.at.now());
    return true;
  }

  /** A contact takes on a role. Only once it is linked: before, a twin of the other category is a question. */
  join(one: Beginning, role: 'employee' | 'customer', values: Values): boolean {
    if (this.joined.has(one.id) || !this.at.counterpart('contact', one.id) || this.isGone(one, false)) return false;
    this.joined.add(one.id);
    this.at.pogo.join(one.id, role, values, this.at.now());
    this.chronicle.note(one, false);
    return true;
  }
}
