import type { CanonicalRecordSeen, Category, Kind, Message, RecordRef, Values } from '@samsvar/contracts';
import { emptyDigest, refOfKey, withId } from '@samsvar/contracts';
import { resourcesToMeet } from '@samsvar/sync';
import type { Served } from './served.js';

let messages = 0;
const message = (type: string, data: unknown): Message => ({
  id: `s${++messages}`,
  type,
  source: 'test',
  subject: 'x',
  data,
});

const kindOf = (category: Category): Kind =>
  category === 'DEPARTMENT' || category === 'CUSTOMER' ? 'department' : 'employee';
const resourceOf = (category: Category) =>
  category === 'DEPARTMENT' ? 'departments' : category === 'CONTACT_PERSON' ? 'contactperson' : 'contact';

/** A record is seen, in canonical words. */
export function seen(
  ref: Pick<RecordRef, 'tenant' | 'system' | 'id'> & Partial<RecordRef>,
  category: Category,
  values: Values,
  more: Partial<CanonicalRecordSeen> = {},
): Message {
  const kind = kindOf(category);
  const resource = ref.resource ?? (ref.system === 'customhrm' ? kind : resourceOf(category));
  const data: CanonicalRecordSeen = {
    ref: { ...ref, resource },
    values: { ...values },
    stamps: {},
    incarnation: 1,
    revision: 1,
    pollId: 'p',
    kind,
    category,
    roles: [category],
    mapping: 'm',
    ...more,
  };
  return message('RecordSeen', data);
}

/** Says of every resource that it was listed completely with the records heard of. */
export const scansComplete = async (served: Served, tenant: string): Promise<void> =>
  served.hear(tenant, ...(await claimsOf(served, tenant)));

/** That every resource was listed completely with the records heard of, a message each. */
export async function claimsOf({ database }: Served, tenant: string): Promise<readonly Message[]> {
  const rows = await database.query<{ key: string }>('select key from record where tenant = $1 and not gone', [tenant]);
  const known = rows.map(({ key }) => refOfKey(key));
  return [...new Set([...resourcesToMeet.department, ...resourcesToMeet.employee])].map((at) => {
    const [system, resource] = at.split('/');
    const ids = known.filter((ref) => ref.system === system && ref.resource === resource).map(({ id }) => id);
    const digest = ids.reduce(withId, emptyDigest);
    return message('ScanCompleted', { tenant, system, resource, scanId: 's1', count: ids.length, digest });
  });
}

const at = (tenant: string, system: RecordRef['system'], id: string, more: Partial<RecordRef> = {}) => ({
  tenant,
  system,
  id,
  ...more,
});
const key = (tenant: string, resource: string, id: string) => `${tenant}/powerofficego/${resource}/${id}`;

/**
 * A small company, met: a department that has its counterpart, people who agree, differ, wait, are parked or skipped,
 * an HRM record nobody has, ids that must be escaped in an address.
 */
export function company(tenant: string): readonly Message[] {
  const go = (id: string, category: Category, values: Values, more: Partial<CanonicalRecordSeen> = {}) =>
    seen(at(tenant, 'powerofficego', id), category, values, more);
  const hrm = (id: string, category: Category, values: Values, more: Partial<CanonicalRecordSeen> = {}) =>
    seen(at(tenant, 'customhrm', id), category, values, more);
  const sales = key(tenant, 'departments', '1');
  return [
    go('1', 'DEPARTMENT', { name: 'Salg', code: '10', active: true, managerId: null }),
    hrm('d/1 å', 'DEPARTMENT', { name: 'Salg', code: '10', active: true, managerId: null }),
    go('11', 'EMPLOYEE', person('Kari', 'Ås', '101', { departmentId: sales, email: 'kari@example.no' })),
    hrm(
      'e-11',
      'EMPLOYEE',
      person('Kari', 'Ås', '101', { departmentId: `${tenant}/customhrm/department/d/1 å`, email: 'kari@example.no' }),
    ),
    go('12', 'EMPLOYEE', person('Ola', 'Bø_100%', '102', { departmentId: sales, phone: '+47 90 00 00 12' })),
    go('13', 'EMPLOYEE', person('Per', 'Dahl', '103', { email: 'same@example.no' })),
    go('14', 'EMPLOYEE', person('Pål', 'Dahl', '104', { email: 'same@example.no' })),
    hrm('e-13', 'EMPLOYEE', person('Per', 'Dahl', '', { employeeNumber: null, email: 'same@example.no' })),
    hrm('e-99', 'EMPLOYEE', person('Eva', 'Alene', '900')),
    go(
      '15',
      'EMPLOYEE',
      { firstName: 'Uten', lastName: null, employeeNumber: '105' },
      {
        problem: [{ field: 'lastName', code: 'missing-last-name', words: 'A last name is needed in the HRM.' }],
      },
    ),
    go('21', 'CUSTOMER', { name: 'Fjord AS', code: '10001', organizationNumber: null, active: true }),
    seen(at(tenant, 'powerofficego', '31', { parent: '21' }), 'CONTACT_PERSON', {
      firstName: 'Nina',
      lastName: 'Fjord',
      departmentId: key(tenant, 'contact', '21'),
    }),
  ];
}

const person = (firstName: string, lastName: string, employeeNumber: string, more: Values = {}): Values => ({
  firstName,
  lastName,
  employeeNumber,
  active: true,
  ...more,
});
