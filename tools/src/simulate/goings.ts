import type { Beginning } from './edits.js';
import type { People } from './people.js';

/** What people delete, restore, and let leave a role. */
export class Goings {
  /** Records something of the sort ever happened to. */
  readonly touched = new Set<string>();
  /** How often. */
  count = 0;
  private readonly gone: { readonly one: Beginning; readonly atHrm: boolean }[] = [];

  constructor(private readonly people: People) {}

  /** A record is deleted on one side: in PowerOffice Go only what nobody refers to. */
  remove(one: Beginning, atHrm: boolean): boolean {
    const { pogo, hrm, now } = this.people.at;
    const ref = this.people.at.counterpart(one.resource, one.id);
    if (this.people.isGone(one, atHrm) || (atHrm ? !ref : this.isReferredTo(one))) return false;
    if (atHrm) hrm.remove(ref!.resource, ref!.id, true);
    else pogo.remove(one.resource, one.id, true, now());
    this.gone.push({ one, atHrm });
    return this.happens(one, `deleted ${atHrm ? 'in the HRM' : 'in PowerOffice Go'}`);
  }

  /** What was deleted longest ago comes back. */
  restore(): boolean {
    const found = this.gone.shift();
    if (!found) return false;
    const { one, atHrm } = found;
    const ref = this.people.at.counterpart(one.resource, one.id);
    if (!atHrm) this.people.at.pogo.remove(one.resource, one.id, false, this.people.at.now());
    else if (ref) this.people.at.hrm.remove(ref.resource, ref.id, false);
    return this.happens(one, `restored ${atHrm ? 'in the HRM' : 'in PowerOffice Go'}`);
  }

  /** A contact with two roles leaves one; an employee others refer to stays one. */
  leave(one: Beginning, role: 'employee' | 'customer'): boolean {
    const { pogo, now } = this.people.at;
    const { roles, gone } = pogo.stored(one.resource, one.id);
    if (gone || roles.length < 2 || !roles.includes(role) || this.isReferredTo(one)) return false;
    pogo.leave(one.id, role, now());
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
