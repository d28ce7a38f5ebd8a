import type { Category, Kind, Resource } from './record.js';

/** One of the five flows: which PowerOffice Go records become which HRM records. */
export interface Flow {
  readonly id: FlowId;
  readonly title: string;
  readonly category: Category;
  readonly kind: Kind;
  /** The PowerOffice Go resource its records are. */
  readonly powerofficego: Resource;
  readonly customhrm: Resource;
}

/** The five flows in the order of a first load: what others refer to comes first (flows.md, Order). */
export const flowIds = [
  'departments-department',
  'customers-department',
  'employees-employee',
  'customersperson-employee',
  'contactperson-employee',
] as const;
export type FlowId = (typeof flowIds)[number];

/** All there is to know about a flow, by its id. */
export const flows: Readonly<Record<FlowId, Flow>> = {
  'departments-department': flow('departments-department', 'Departments → Department', 'DEPARTMENT', 'departments'),
  'customers-department': flow('customers-department', 'Customers → Department', 'CUSTOMER', 'contact'),
  'employees-employee': flow('employees-employee', 'Employees → Employee', 'EMPLOYEE', 'contact'),
  'customersperson-employee': flow(
    'customersperson-employee',
    'Customers person → Employee',
    'CUSTOMER_PERSON',
    'contact',
  ),
  'contactperson-employee': flow(
    'contactperson-employee',
    'Contactperson → Employee',
    'CONTACT_PERSON',
    'contactperson',
  ),
};

/** The flow a category belongs to; each category has exactly one. */
export const flowOf = (category: Category): Flow => ofCategory.get(category)!;
const ofCategory: ReadonlyMap<Category, Flow> = new Map(flowIds.map((id) => [flows[id].category, flows[id]]));

function flow(id: FlowId, title: string, category: Category, powerofficego: Resource): Flow {
  const kind = category === 'DEPARTMENT' || category === 'CUSTOMER' ? 'department' : 'employee';
  return { id, title, category, kind, powerofficego, customhrm: kind };
}
