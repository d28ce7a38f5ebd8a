import type { Contact, Plain } from '../powerofficego/record.js';
import { companiesOf, suppliersOf } from './companies.js';
import { address, dateBetween } from './people.js';
import type { Plan } from './plan.js';
import { Making, idsOf, personal, privateMail, rows } from './sample.js';
import type { Row, Sample } from './sample.js';
import { contactTitles, departmentNames, jobTitles, placeNames } from './words.js';

/** Builds the PowerOffice Go side. */
export function powerOfficeSample(plan: Plan, seed: number): Sample {
  const making = new Making(plan, seed);
  const departments = departmentsOf(making);
  const employees = employeesOf(making);
  const companies = companiesOf(making);
  const { all, employees: withDoubles } = personsOf(making, employees);
  const suppliers = suppliersOf(making);
  const contactPersons = contactPersonsOf(making, companies, suppliers);
  return { departments, employees: withDoubles, companies, persons: all, suppliers, contactPersons };
}

function departmentsOf(making: Making): Row<Plain>[] {
  const { plan, random } = making;
  const ids = idsOf(plan);
  const managers = Math.ceil(plan.employees.count / 7);
  return rows(plan.departments, (index): Plain => {
    const place = Math.floor(index / departmentNames.length);
    const name = departmentNames[index % departmentNames.length]!;
    const where = place === 0 ? '' : ` ${placeNames[(place - 1) % placeNames.length]!}`;
    const again = Math.floor((place - 1) / placeNames.length);
    const values = {
      Name: `${name}${where}${place > 0 && again > 0 ? ` ${again + 1}` : ''}`,
      Code: index === 0 ? 'ADM' : String(100 + 10 * index),
      IsActive: !random.chance(0.05),
      ...(managers > 0 && random.chance(0.8) ? { ManagerEmployeeId: ids.employee(random.below(managers)) } : {}),
    };
    return { id: ids.department(index), ...making.stamps(), values };
  });
}

/** The first seventh are managers of the rest, and never archived; nobody manages those who manage them. */
function employeesOf(making: Making): Row<Contact>[] {
  const { plan, random } = making;
  const ids = idsOf(plan);
  const managers = Math.ceil(plan.employees.count / 7);
  return rows(plan.employees, (index): Contact => {
    const person = making.person('fjordmo.example', plan.employees, index);
    const { created } = making.stamps();
    const archived = index >= managers && random.chance(0.05);
    const departments = making.referable(plan.departments);
    const hired = random.chance(0.9) ? dateBetween(random, 2005, 2023) : null;
    const values = {
      Number: index + 1,
      ...(random.chance(0.8) ? { JobTitle: random.pick(jobTitles) } : {}),
      ...(hired ? { HiredDate: index % 10 === 3 ? `${hired}T00:00:00` : hired, StartDate: hired } : {}),
      ...(archived ? { EndDate: dateBetween(random, 2024, 2025) } : {}),
      ...(departments > 0 && random.chance(0.92) ? { DepartmentId: ids.department(random.below(departments)) } : {}),
      ...(index > 0 && random.chance(0.75) ? { ManagerEmployeeId: ids.employee(Math.floor((index - 1) / 7)) } : {}),
    };
    const shared = { ...personal(person), IsArchived: archived, IsPerson: true, NationalIdNumber: '00000000000' };
    const home = random.chance(0.85) ? making.contactAddress() : null;
    return { id: ids.employee(index), created, shared, address: home, roles: { employee: making.role(values) } };
  });
}

/** Person customers; the first so many are employees as well, and share their contact. */
function personsOf(making: Making, employees: Row<Contact>[]): { all: Row<Contact>[]; employees: Row<Contact>[] } {
  const { plan, random } = making;
  const ids = idsOf(plan);
  const departments = making.referable(plan.departments);
  const both = new Map<number, Row<Contact>>();
  const all = rows(plan.persons, (index): Contact => {
    const values = {
      Number: 10_000 + plan.companies.count + index,
      ...(departments > 0 && random.chance(0.2) ? { DepartmentId: ids.department(random.below(departments)) } : {}),
    };
    const customer = making.role(values);
    const at = Math.floor(employees.length / 4) + index;
    const employee = index < plan.doubles ? employees[at] : undefined;
    if (employee) {
      const { state } = employee;
      const contact = { ...state, roles: { ...state.roles, customer } };
      both.set(at, { ...employee, state: contact });
      return contact;
    }
    const person = making.person(privateMail, plan.persons, index);
    const shared = { ...personal(person), IsArchived: random.chance(0.04), IsPerson: true };
    const home = random.chance(0.85) ? making.contactAddress() : null;
    return { id: ids.person(index), created: making.stamps().created, shared, address: home, roles: { customer } };
  });
  return { all, employees: employees.map((row, at) => both.get(at) ?? row) };
}

function contactPersonsOf(making: Making, companies: Row<Contact>[], suppliers: Row<Contact>[]): Row<Plain>[] {
  const { plan, random } = making;
  const ids = idsOf(plan);
  const firstOfSupplier = plan.contactPersons.count - plan.ofSuppliers;
  const parents = Math.max(1, making.referable(plan.companies));
  return rows(plan.contactPersons, (index, oddity): Plain => {
    const parent = index < firstOfSupplier ? companies[random.below(parents)]! : random.pick(suppliers);
    const mailbox = parent.state.shared.EmailAddress as string | undefined;
    const person = making.person(mailbox?.split('@')[1] ?? privateMail, plan.contactPersons, index);
    const common = oddity === undefined && mailbox && !plan.contactPersons.twins.has(index) && random.chance(0.06);
    const { DateOfBirth: _, ...known } = personal(common ? { ...person, email: mailbox } : person);
    const values = {
      ...known,
      ...(oddity === 'refused' ? { PhoneNumber: '22 00 00 00 (sentralbord, spør etter regnskap)' } : {}),
      ...(random.chance(0.6) ? { Title: random.pick(contactTitles) } : {}),
      IsActive: !random.chance(0.05),
      IsDefault: false,
    };
    const home = random.chance(0.3) ? address(random) : null;
    return { id: ids.contactPerson(index), contactId: parent.state.id, ...making.stamps(), values, address: home };
  });
}
