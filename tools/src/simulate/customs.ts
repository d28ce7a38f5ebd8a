import type { Category } from '@samsvar/contracts';
import { type Beginning, beginnings, type Editable, editables } from './edits.js';
import { streamOf } from './faults.js';

/** What there is in a world, and what its people do. */
export interface Customs {
  readonly name: 'plain' | 'free';
  readonly beginnings: readonly Beginning[];
  readonly editables: Readonly<Record<Category, readonly Editable[]>>;
}

/** People only ever write a word nobody has said before. */
export const plain: Customs = { name: 'plain', beginnings, editables };

const field = (canonical: string, pogo: string, more: Partial<Editable>): Editable => ({
  canonical,
  unit: canonical === 'startDate' || canonical === 'endDate' ? 'employment' : canonical,
  pogo,
  ...more,
});
const department = (pogo: string) => field('departmentId', pogo, { manner: 'department', clears: true });
const manager = (pogo: string) => field('managerId', pogo, { manner: 'manager', clears: true });
const archived = field('active', 'shared.IsArchived', { manner: 'archived' });
const active = field('active', 'IsActive', { manner: 'yesNo' });

const more: Readonly<Record<Category, readonly Editable[]>> = {
  DEPARTMENT: [manager('ManagerEmployeeId'), active],
  CUSTOMER: [archived],
  EMPLOYEE: [
    field('employeeNumber', 'employee.Number', { manner: 'number' }),
    department('employee.DepartmentId'),
    manager('employee.ManagerEmployeeId'),
    field('startDate', 'employee.StartDate', { manner: 'day', clears: true }),
    field('endDate', 'employee.EndDate', { manner: 'day', clears: true }),
    archived,
  ],
  CUSTOMER_PERSON: [department('customer.DepartmentId'), archived],
  CONTACT_PERSON: [active],
};

const mayBeEmpty = ({ canonical }: Editable) => !['name', 'firstName', 'lastName'].includes(canonical);
const freely = (category: Category): readonly Editable[] => [
  ...editables[category].map((one) => ({ ...one, clears: mayBeEmpty(one) })),
  ...more[category],
];

/**
 * People also empty fields, set dates, choose departments and managers, archive, say the same on both sides, and take
 * on roles.
 */
export const free: Customs = {
  name: 'free',
  beginnings: [
    ...beginnings.map((one) => (one.id === '14' ? { ...one, joins: 'employee' as const } : one)),
    { resource: 'departments', id: '2', roles: [], category: 'DEPARTMENT' },
    { resource: 'contact', id: '15', roles: ['employee'], category: 'EMPLOYEE', joins: 'customer' },
  ],
  editables: {
    DEPARTMENT: freely('DEPARTMENT'),
    CUSTOMER: freely('CUSTOMER'),
    EMPLOYEE: freely('EMPLOYEE'),
    CUSTOMER_PERSON: freely('CUSTOMER_PERSON'),
    CONTACT_PERSON: freely('CONTACT_PERSON'),
  },
};

/** What a seed's world is like: in one of eight people only ever write words nobody has said before. */
export const customsOf = (seed: number): Customs => (streamOf(seed, 'customs').chance(1 / 8) ? plain : free);
