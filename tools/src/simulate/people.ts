import type { Category, ContactRole, RecordRef, Resource, Scalar, Values } from '@samsvar/contracts';
import { linkIdOf } from '@samsvar/contracts';
import type { Member } from '@samsvar/sync';
import type { Customs } from './customs.js';
import type { Beginning, Edit, Editable } from './edits.js';
import type { HrmEnd } from './hrm-end.js';
import type { PogoEnd } from './pogo-end.js';
import type { Random } from './random.js';

/** Where people work. */
export interface Workplaces {
  readonly customs: Customs;
  readonly pogo: PogoEnd;
  readonly hrm: HrmEnd;
  readonly random: Random;
  now(): number;
  /** A word nobody has said before. */
  value(of: string): string;
  /** The HRM member of a record's link. */
  counterpart(resource: Resource, id: string): RecordRef | undefined;
  /** A record's member of its link, on either side. */
  member(one: Beginning, atHrm: boolean): Member | undefined;
}

type Place = Pick<Beginning, 'resource' | 'id'>;
const firstDay = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;

const ownValues = (role: ContactRole, id: string, jobTitle: string): Values =>
  role === 'customer'
    ? { 'customer.Number': `100${id}`, 'customer.DepartmentId': '2', 'customer.IsActive': true }
    : {
        'employee.Number': id,
        'employee.JobTitle': jobTitle,
        'employee.DepartmentId': '2',
        'employee.ManagerEmployeeId': '11',
        'employee.StartDate': '2020-01-01',
        'employee.EndDate': null,
      };

/** The people of a world: they edit either side, and remember what they saw there before. */
export class People {
  readonly edits: Edit[] = [];
  /** Contacts that took on another role since the beginning. */
  readonly joined = new Set<string>();
  private days = 0;

  constructor(private readonly at: Workplaces) {}

  edit(): void {
    const { customs, random } = this.at;
    const one = random.pick(customs.beginnings);
    const field = random.pick(customs.editables[this.categoryOf(one)]);
    if (customs.name === 'plain') {
      const value = this.at.value(`x-${field.canonical}`);
      return this.set(one, field, value, random.chance(0.5));
    }
    if (one.joins && random.chance(0.2)) return this.join(one, one.joins);
    const atHrm = random.chance(0.5);
    if (field.clears === true && random.chance(0.2)) return this.clear(one, field, atHrm);
    const value = this.chosen(one, field, atHrm);
    this.set(one, field, value, atHrm);
    if (random.chance(0.1)) this.set(one, field, value, !atHrm);
  }

  /** The role that speaks by now. */
  categoryOf({ category, id }: Beginning): Category {
    return category === 'CUSTOMER_PERSON' && this.joined.has(id) ? 'EMPLOYEE' : category;
  }

  /** Only once it is linked: before, a twin of the other category is a question for a person. */
  private join({ id }: Beginning, role: ContactRole): void {
    if (this.joined.has(id) || !this.at.counterpart('contact', id)) return;
    this.joined.add(id);
    this.at.pogo.join(id, role, ownValues(role, id, this.at.value(`${id}-jobTitle`)), this.at.now());
  }

  /** Only what the record is known to have held: emptying what has no base is no opinion (design.md 4, Hearing). */
  private clear(one: Beginning, field: Editable, atHrm: boolean): void {
    const base = this.at.member(one, atHrm)?.base[field.canonical];
    if (base !== undefined && base !== null) this.set(one, field, null, atHrm);
  }

  private chosen(one: Beginning, { canonical, pogo, manner }: Editable, atHrm: boolean): Scalar {
    const { random, customs } = this.at;
    const others = (category: string) =>
      customs.beginnings.filter((other) => other.category === category && other.id !== one.id).map(({ id }) => id);
    switch (manner) {
      case 'day':
        return new Date(firstDay + ++this.days * dayMs).toISOString().slice(0, 10);
      case 'department':
        return random.pick(others('DEPARTMENT'));
      case 'manager':
        return random.pick(others('EMPLOYEE'));
      case 'yesNo':
      case 'archived':
        return this.seen(one, { canonical, pogo, manner, unit: canonical }, atHrm) !== true;
      default:
        return this.at.value(`x-${canonical}`);
    }
  }

  /** A person sets a field, unless it says so already, or its record is not there. */
  private set(one: Beginning, field: Editable, value: Scalar, atHrm: boolean): void {
    const { hrm, pogo } = this.at;
    const ref = atHrm ? this.at.counterpart(one.resource, one.id) : undefined;
    if (atHrm && !ref) return;
    const before = this.seen(one, field, atHrm);
    const said = atHrm ? this.inHrm(field, value) : value;
    if (before === value || said === undefined) return;
    if (ref) hrm.set(ref.resource, ref.id, { [field.canonical]: said });
    else pogo.set(one.resource, one.id, { [field.pogo]: said }, this.at.now());
    this.edits.push({ recordId: one.id, field, value, parent: before });
  }

  /** What a person sees in a field, in PowerOffice Go's words. */
  private seen(one: Place, field: Editable, atHrm: boolean): Scalar {
    if (!atHrm) return this.at.pogo.stored(one.resource, one.id).values[field.pogo] ?? null;
    const ref = this.at.counterpart(one.resource, one.id);
    return this.inPogo(field, (ref && this.at.hrm.get(ref.resource, ref.id)?.values[field.canonical]) ?? null);
  }

  /** A value of the HRM in PowerOffice Go's words. */
  inPogo({ manner }: Editable, value: Scalar): Scalar {
    if (value === null) return null;
    if (manner === 'archived') return value !== true;
    if (manner !== 'department' && manner !== 'manager') return value;
    const target = this.targets(manner).find(({ resource, id }) => this.at.counterpart(resource, id)?.id === value);
    return target?.id ?? `nobody: ${String(value)}`;
  }

  private inHrm({ manner }: Editable, value: Scalar): Scalar | undefined {
    if (value === null) return null;
    if (manner === 'archived') return value !== true;
    if (manner !== 'department' && manner !== 'manager') return value;
    const target = this.targets(manner).find(({ id }) => id === value);
    return target && this.at.counterpart(target.resource, target.id)?.id;
  }

  /** A value of PowerOffice Go as links keep it. */
  canonical({ manner }: Editable, value: Scalar): Scalar {
    if (value === null) return null;
    if (manner === 'archived') return value !== true;
    if (manner !== 'department' && manner !== 'manager') return value;
    const { resource, kind } =
      manner === 'department'
        ? ({ resource: 'departments', kind: 'department' } as const)
        : ({ resource: 'contact', kind: 'employee' } as const);
    return linkIdOf({ tenant: 'default', system: 'powerofficego', resource, id: String(value) }, kind);
  }

  private targets(manner: 'department' | 'manager'): readonly Beginning[] {
    const category = manner === 'department' ? 'DEPARTMENT' : 'EMPLOYEE';
    return this.at.customs.beginnings.filter((other) => other.category === category);
  }
}
