import type { RecordRef, Scalar } from '@samsvar/contracts';
import type { Beginning } from './edits.js';
import type { People } from './people.js';

/** A record that people deleted on one side. */
export interface Deletion {
  readonly one: Beginning;
  readonly atHrm: boolean;
  /** The record of the HRM, where it was deleted there. */
  readonly ref?: RecordRef;
  /** When, as the trace counts. */
  readonly moment: number;
  /** What whoever deleted it saw in it, by field. */
  readonly held: Readonly<Record<string, Scalar>>;
}

/** What people delete, restore, and let leave a role. */
export class Goings {
  /** Records something of the sort ever happened to. */
  readonly touched = new Set<string>();
  /** How often. */
  count = 0;
  /** Every deletion, also of what came back. */
  readonly deletions: Deletion[] = [];
  /** Contacts that left the role of an employee. */
  readonly leftEmployees = new Set<string>();
  private readonly gone: Deletion[] = [];

  constructor(private readonly people: People) {}

  /** A record is deleted on one side: in PowerOffice Go only what nobody refers to. */
  remove(one: Beginning, atHrm: boolean): boolean {
    const { pogo, hrm, now, trace } = this.people.at;
    const ref = this.people.at.counterpart(one.resource, one.id);
    if (this.people.isGone(one, atHrm) || (atHrm ? !ref : this.isReferredTo(one))) return false;
    const held = Object.fromEntries(
      this.people.fieldsOf(one).map((field) => [field.canonical, this.people.seen(one, field, atHrm)]),
    );
    if (atHrm) hrm.remove(ref!.resource, ref!.id, true);
    else pogo.remove(one.resource, one.id, true, now());
    const deletion = { one, atHrm, moment: trace.moment, held, ...(atHrm && { ref: ref! }) };
    this.gone.push(deletion);
    this.deletions.push(deletion);
    return this.happens(one, `deleted ${atHrm ? 'in the HRM' : 'in PowerOffice Go'}`);
  }

  /** What was deleted longest ago comes back. */
  restore(): boolean {
    const found = this.gone.shift();
    if (!found) return false;
    const { one, atHrm, ref } = found;
    if (ref) this.people.at.hrm.remove(ref.resource, ref.id, false);
    else this.people.at.pogo.remove(one.resource, one.id, false, this.people.at.now());
    return this.happens(one, `restored ${atHrm ? 'in the HRM' : 'in PowerOffice Go'}`);
  }

  /** Whether a record, or its counterpart, was deleted and is not back. */
  isApart({ id }: Pick<Beginning, 'id'>): boolean {
    return this.gone.some(({ one }) => one.id === id);
  }

  /** Whether anybody is. */
  get hasApart(): boolean {
    return this.gone.length > 0;
  }

  /**
   * A contact with two roles leaves one; an employee others refer to stays one. Only once it is linked: before, a twin
   * of the other category is a question.
   */
  leave(one: Beginning, role: 'employee' | 'customer'): boolean {
    const { pogo, now } = this.people.at;
    const { roles, gone } = pogo.stored(one.resource, one.id);
    if (
      gone ||
      !this.people.at.counterpart('contact', one.id) ||
      roles.length < 2 ||
      !roles.includes(role) ||
      this.isReferredTo(one)
    )
      return false;
    pogo.leave(one.id, role, now());
    if (role === 'employee') this.leftEmployees.add(one.id);
    return this.happens(one, `left as ${role}`);
  }

  private happens({ id }: Beginning, what: string): true {
    this.touched.add(id);
    this.count++;
    this.people.at.trace.note(`${id} ${what}`);
    return true;
  }

  private isReferredTo({ id }: Beginning): boolean {
    const names = ['ManagerEmployeeId', 'DepartmentId', 'ContactId'];
    return this.people.at.pogo
      .all()
      .some(({ values }) =>
        Object.entries(values).some(([field, value]) => value === id && names.some((name) => field.endsWith(name))),
      );
  }
}
