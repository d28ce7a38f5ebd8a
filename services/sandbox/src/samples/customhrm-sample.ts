import { fieldsOf } from '../customhrm/fields.js';
import type { HrmRecord, HrmType } from '../customhrm/record.js';
import type { HrmStore } from '../customhrm/store.js';
import type { Contact, Plain } from '../powerofficego/record.js';
import { dateBetween } from './people.js';
import type { Oddity } from './plan.js';
import type { Random } from './random.js';
import type { Row, Sample } from './sample.js';
import { retold, sameDepartment, samePerson } from './twins.js';
import type { Fields } from './twins.js';
import { firstNames, jobTitles, lastNames } from './words.js';

/**
 * The HRM as it was before anyone synchronised: counterparts born there under ids of its own and without our reference,
 * and records of its own that PowerOffice Go has never heard of.
 */
export class HrmSample {
  #order = 0;
  /** HRM ids of counterparts by the PowerOffice Go record they stand for, such as `departments/30001`. */
  readonly #twins = new Map<string, string>();

  constructor(
    private readonly store: HrmStore,
    private readonly random: Random,
  ) {}

  fill(sample: Sample): void {
    for (const row of sample.departments) this.#department(row);
    for (const row of sample.companies) this.#company(row);
    this.#ownDepartments(Math.ceil(sample.departments.length / 15));
    for (const row of sample.employees) this.#employee(row);
    for (const row of sample.persons) this.#person(row);
    this.#contactPersons(sample.contactPersons);
    this.#ownPeople(Math.ceil(sample.employees.length / 50));
  }

  #department({ state, oddity, twin }: Row<Plain>): void {
    if (!twin && oddity !== 'wrong-kind') return;
    const kind = oddity === 'wrong-kind' ? 'CUSTOMER' : 'DEPARTMENT';
    const fields = retold(this.random, sameDepartment(state.values, null));
    const id = this.#add('departments', { ...fields, kind, code: state.values.Code, active: state.values.IsActive });
    if (oddity === undefined) this.#twins.set(`departments/${state.id}`, id);
  }

  /** Found by its code or, where the HRM has none, by its organisation number. */
  #company({ state, oddity, twin }: Row<Contact>): void {
    if (!twin && (oddity === undefined || oddity === 'refused')) return;
    const { values } = state.roles.customer!;
    const fields = sameDepartment({ ...values, ...state.shared }, state.address);
    const byNumber = oddity === undefined && fields.organizationNumber && this.random.chance(0.4);
    const other = oddity === 'other-number' ? { organizationNumber: '999999999' } : {};
    const id = this.#add('departments', {
      ...retold(this.random, fields),
      ...other,
      kind: oddity === 'wrong-kind' ? 'DEPARTMENT' : 'CUSTOMER',
      code: byNumber || oddity === 'wrong-kind' ? null : `C-${String(values.Number)}`,
      active: state.shared.IsArchived !== true,
    });
    if (oddity === undefined) this.#twins.set(`contacts/${state.id}`, id);
  }

  /** Found by its number or, one in five, by its e-mail address. */
  #employee({ state, oddity, twin }: Row<Contact>): void {
    if (!twin && (oddity === undefined || oddity === 'nameless')) return;
    const { values } = state.roles.employee!;
    const same = samePerson({ ...values, ...state.shared }, state.address);
    const byEmail = same.email !== null && this.random.chance(0.2);
    const numbered = oddity === undefined && !byEmail;
    const odd = oddity ? oddEmployee(oddity, same, String(values.Number)) : {};
    const id = this.#add('employees', {
      ...retold(this.random, same),
      kind: 'EMPLOYEE',
      employeeNumber: numbered ? String(values.Number) : null,
      departmentId: this.#twins.get(`departments/${String(values.DepartmentId)}`) ?? null,
      managerId: this.#twins.get(`contacts/${String(values.ManagerEmployeeId)}`) ?? null,
      active: state.shared.IsArchived !== true,
      ...odd,
    });
    if (oddity === undefined) this.#twins.set(`contacts/${state.id}`, id);
  }

  #person({ state, oddity, twin }: Row<Contact>): void {
    if (state.roles.employee || !state.shared.EmailAddress) return;
    if (!twin && oddity !== 'wrong-kind') return;
    const kind = oddity === 'wrong-kind' ? 'EMPLOYEE' : 'CUSTOMER_PERSON';
    const active = state.shared.IsArchived !== true;
    this.#add('employees', { ...retold(this.random, samePerson(state.shared, state.address)), kind, active });
  }

  /** Of an ambiguous pair the HRM knows one. */
  #contactPersons(rows: readonly Row<Plain>[]): void {
    const pairs = new Set<unknown>();
    for (const { state, oddity, twin } of rows) {
      const email = state.values.EmailAddress;
      if (!email || (!twin && oddity !== 'wrong-kind' && oddity !== 'ambiguous')) continue;
      if (oddity === 'ambiguous' && pairs.has(email)) continue;
      pairs.add(email);
      this.#add('employees', {
        ...retold(this.random, samePerson(state.values, state.address)),
        kind: oddity === 'wrong-kind' ? 'EMPLOYEE' : 'CONTACT_PERSON',
        departmentId: this.#twins.get(`contacts/${state.contactId}`) ?? null,
        active: state.values.IsActive,
      });
    }
  }

  /** Born in the HRM and staying there. */
  #ownDepartments(count: number): void {
    for (let index = 1; index <= count; index++) {
      this.#add('departments', { kind: 'DEPARTMENT', name: `Utvalg ${index}`, code: `U${index}`, active: true });
    }
  }

  #ownPeople(count: number): void {
    const { random } = this;
    for (let index = 1; index <= count; index++) {
      this.#add('employees', {
        kind: 'EMPLOYEE',
        employeeNumber: `V-${index}`,
        firstName: random.pick(firstNames),
        lastName: `${random.pick(lastNames)} ${random.pick(lastNames)}`,
        email: `vikar${index}@bemanning.example`,
        jobTitle: random.pick(jobTitles),
        dateOfBirth: dateBetween(random, 1990, 2006),
        active: true,
      });
    }
  }

  #add(type: HrmType, given: Fields): string {
    const id = this.store[type].nextId();
    const order = this.#order++;
    const createdAt = new Date(Date.UTC(2021, 0, 4, 7) + order * 600_000).toISOString();
    const updatedAt = new Date(Date.UTC(2026, 0, 12, 7) + order * 60_000 + this.random.below(50_000)).toISOString();
    const values: Record<string, unknown> = {};
    for (const name in fieldsOf[type]) values[name] = given[name] ?? null;
    if (type === 'employees') values.displayName = `${String(given.firstName)} ${String(given.lastName)}`;
    const meta = { createdAt, updatedAt, version: 1, deleted: false, deletedAt: null };
    this.store.restore(type, { id, externalId: null, ...values, meta } as HrmRecord);
    return id;
  }
}

function oddEmployee(oddity: Oddity, same: Fields, number: string): Fields {
  if (oddity === 'wrong-kind') return { ...same, kind: 'CONTACT_PERSON' };
  if (oddity === 'other-number') return { email: same.email, employeeNumber: `A-${number}` };
  return { ...same, email: null, phone: null };
}
