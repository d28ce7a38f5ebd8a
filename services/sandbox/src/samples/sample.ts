import { tickStamp } from '../clock.js';
import { firstPersonId } from '../powerofficego/contact-persons.js';
import { firstContactId } from '../powerofficego/contacts.js';
import { firstDepartmentId } from '../powerofficego/departments.js';
import type { Address, Contact, Plain, Role, Values } from '../powerofficego/record.js';
import { People, address, dateBetween } from './people.js';
import type { Person } from './people.js';
import type { Group, Oddity, Plan } from './plan.js';
import type { Random } from './random.js';

/** A PowerOffice Go row of the sample, and what the HRM side is to make of it. */
export interface Row<State> {
  readonly state: State;
  readonly oddity: Oddity | undefined;
  /** The HRM has a counterpart that was born there. */
  readonly twin: boolean;
}

/** All of the PowerOffice Go sample; the HRM's is made from it. */
export interface Sample {
  readonly departments: readonly Row<Plain>[];
  readonly employees: readonly Row<Contact>[];
  readonly companies: readonly Row<Contact>[];
  readonly persons: readonly Row<Contact>[];
  readonly suppliers: readonly Row<Contact>[];
  readonly contactPersons: readonly Row<Plain>[];
}

/** A person who bears their own mail domain. */
export const privateMail = 'epost.example';

/** What building the sample needs everywhere: chance, people, and stamps that only grow. */
export class Making {
  readonly people: People;
  readonly random: Random;
  /** Names of companies that are given already. */
  readonly companyNames = new Set<string>();
  #stamps = 0;
  #addresses = 0;
  #pending: Person | undefined;

  constructor(
    readonly plan: Plan,
    seed: number,
  ) {
    this.random = plan.random;
    this.people = new People(plan.random, seed);
  }

  /** When a record was made and last changed: all stamps of the sample differ, and lie before June 2026. */
  stamps(): { readonly created: string; readonly changed: string } {
    const order = this.#stamps++;
    const ticks = this.random.below(10_000);
    return {
      created: tickStamp(createdFrom + order * 1_200_000, ticks),
      changed: tickStamp(changedFrom + order * 31_000 + this.random.below(30_000), ticks),
    };
  }

  /** A contact's address, with an id and a stamp of its own. */
  contactAddress(): Address {
    const { changed } = this.stamps();
    return { ...address(this.random), Id: 50_000_001 + this.#addresses++, LastChangedDateTimeOffset: changed };
  }

  /** Someone new, as odd as they are meant to be; what a counterpart in the HRM is found by is always known. */
  person(domain: string, group: Group, index: number): Person {
    const person = this.people.next(domain);
    const oddity = group.odd.get(index);
    if (oddity === 'refused' || (oddity === undefined && !group.twins.has(index))) return person;
    if (oddity === 'nameless') return { ...person, lastName: null };
    const { firstName, lastName, email, birthDate } = person;
    const known = {
      ...person,
      email: email ?? this.people.email(firstName, lastName!, domain),
      birthDate: birthDate ?? dateBetween(this.random, 1955, 2003),
    };
    return oddity === 'ambiguous' ? this.#paired(known) : known;
  }

  /** Every second one has the e-mail address and last name of the one before. */
  #paired(person: Person): Person {
    const before = this.#pending;
    this.#pending = before ? undefined : person;
    return before ? { ...person, email: before.email, lastName: before.lastName } : person;
  }

  role(values: Values): Role {
    return { ...this.stamps(), values };
  }

  /** The ids of the rows before the odd ones, to which others may refer. */
  referable(group: Group): number {
    return group.count - group.odd.size;
  }
}

const createdFrom = Date.UTC(2019, 0, 7, 7);
const changedFrom = Date.UTC(2026, 0, 5, 6);

/** Ids are known before anything is made, so that records can refer to each other in any order. */
export const idsOf = ({ employees, companies, persons, doubles }: Plan) => ({
  department: (index: number): number => firstDepartmentId + index,
  employee: (index: number): number => firstContactId + index,
  company: (index: number): number => firstContactId + employees.count + index,
  person: (index: number): number => firstContactId + employees.count + companies.count + index - doubles,
  supplier: (index: number): number =>
    firstContactId + employees.count + companies.count + persons.count - doubles + index,
  contactPerson: (index: number): number => firstPersonId + index,
});

export function rows<State>(group: Group, make: (index: number, oddity: Oddity | undefined) => State): Row<State>[] {
  return Array.from({ length: group.count }, (_, index) => {
    const oddity = group.odd.get(index);
    return { state: make(index, oddity), oddity, twin: group.twins.has(index) };
  });
}

/** What PowerOffice Go knows of a person; what nobody knows is left out. */
export const personal = ({ firstName, lastName, email, phone, birthDate }: Person): Values => ({
  FirstName: firstName,
  ...(lastName && { LastName: lastName }),
  ...(email && { EmailAddress: email }),
  ...(phone && { PhoneNumber: phone }),
  ...(birthDate && { DateOfBirth: birthDate }),
});
