import type { Resource, Values } from '@samsvar/contracts';
import { flowOf } from '@samsvar/contracts';
import type { Chronicle } from './chronicle.js';
import type { Customs } from './customs.js';
import { type Beginning, editables } from './edits.js';
import type { HrmEnd } from './hrm-end.js';
import type { PogoEnd } from './pogo-end.js';
import type { Random } from './random.js';

const address = ['line1', 'line2', 'postalCode', 'city', 'countryCode'].map((part) => `address.${part}`);
const employeeFields = [
  ...['employeeNumber', 'firstName', 'lastName', 'email', 'phone', 'dateOfBirth', 'jobTitle'],
  ...['departmentId', 'managerId', 'hiredDate', 'startDate', 'endDate', ...address],
];
const departmentFields = [
  'code',
  'name',
  'managerId',
  'organizationNumber',
  'email',
  'phone',
  'websiteUrl',
  ...address,
];

const empty = (fields: readonly string[]): Values => Object.fromEntries(fields.map((field) => [field, null]));
const emptyRecords = { employee: empty(employeeFields), department: empty(departmentFields) };

/** A record of the HRM in which nothing has been said. */
export const emptyOf = (resource: Resource): Values =>
  emptyRecords[resource === 'employee' ? 'employee' : 'department'];

/** What nobody edits (numbers), or only people of a free world: references, dates, whether a record is active. */
function constants({ resource, id, roles, parent }: Beginning, { name }: Customs): Values {
  if (resource === 'departments') return { Code: `D${id}`, IsActive: true, ManagerEmployeeId: '11' };
  if (resource === 'contactperson') return { ContactId: parent!, IsActive: true };
  return {
    'shared.IsArchived': false,
    'shared.IsPerson': id !== '13',
    ...(roles.includes('employee') && {
      'employee.Number': id,
      'employee.DepartmentId': '1',
      'employee.ManagerEmployeeId': id === '12' ? '11' : null,
      ...(name === 'free' && { 'employee.StartDate': '2020-01-01', 'employee.EndDate': null }),
    }),
    ...(roles.includes('customer') && {
      'customer.Number': `100${id}`,
      'customer.DepartmentId': null,
      'customer.IsActive': true,
    }),
  };
}

interface Ends {
  readonly customs: Customs;
  readonly pogo: PogoEnd;
  readonly hrm: HrmEnd;
  readonly random: Random;
  readonly chronicle: Chronicle;
  /** Counterparts that were there before, by the record they are counterparts of. */
  readonly twins: Map<string, string>;
  /** A value nobody has said before, fit for a field. */
  readonly value: (of: string) => string;
}

/** Fills both systems: every beginning in PowerOffice Go, a twin of some people in the HRM. */
export function populate(ends: Ends): void {
  for (const beginning of ends.customs.beginnings) {
    const { resource, id, parent, roles, category } = beginning;
    const said = editables[category].map(({ canonical, unit, pogo }) => [
      pogo,
      unit === 'address' ? null : ends.value(`${id}-${canonical}`),
    ]);
    const values: Values = { ...Object.fromEntries(said), ...constants(beginning, ends.customs) };
    ends.pogo.add({ resource, id, roles, values, ...(parent !== undefined && { parent }) });
    ends.chronicle.note(beginning, false);
    if (flowOf(category).kind === 'employee' && ends.random.chance(0.3))
      ends.twins.set(id, addTwin(ends, beginning, values));
  }
}

/** A counterpart that was there before, with the same e-mail and something else in another field. */
function addTwin({ customs, hrm, random, value }: Ends, { category }: Beginning, values: Values): string {
  const said = Object.fromEntries(editables[category].map(({ canonical, pogo }) => [canonical, values[pogo] ?? null]));
  return hrm.add('employee', {
    ...emptyOf('employee'),
    ...said,
    kind: category,
    ...(customs.name === 'free' && { active: true }),
    ...(random.chance(0.5) && { phone: value('twin-phone') }),
  }).id;
}
