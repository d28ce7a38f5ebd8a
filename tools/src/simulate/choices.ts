import type { ContactRole, Scalar, Values } from '@samsvar/contracts';
import type { Beginning, Editable } from './edits.js';
import type { People } from './people.js';
import type { Random } from './random.js';

const firstDay = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;

interface Choice {
  readonly one: Beginning;
  readonly field: Editable;
  readonly atHrm: boolean;
}

/** What somebody chooses to say in a field. */
export function chosen(people: People, random: Random, { one, field, atHrm }: Choice): Scalar {
  const others = (category: string) =>
    people.at.customs.beginnings.filter((other) => other.category === category && other.id !== one.id);
  switch (field.manner) {
    case 'day':
      return new Date(firstDay + people.edits.length * dayMs).toISOString().slice(0, 10);
    case 'department':
      return random.pick(others('DEPARTMENT')).id;
    case 'manager':
      return random.pick(others('EMPLOYEE')).id;
    case 'number':
      return String(1_000 + people.edits.length);
    case 'yesNo':
    case 'archived':
      return people.seen(one, field, atHrm) !== true;
    default:
      return people.at.value(field.canonical);
  }
}

/** What belongs to a role that a contact takes on. */
export const ownValues = (role: ContactRole, id: string, jobTitle: string): Values =>
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
