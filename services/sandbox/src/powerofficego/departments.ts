import type { Answer } from '../doors/answer.js';
import { isAnswer, json } from '../doors/answer.js';
import { missing, readBody } from './body.js';
import { departmentShape as shape } from './fields.js';
import { inUse, invalid, notFound } from './problem.js';
import { patched } from './patched.js';
import type { Plain, Values } from './record.js';
import { resolve, unknown } from './references.js';
import { departmentRow } from './rows.js';
import type { PowerOfficeStore } from './store.js';

/** `POST /Departments`: inactive unless told otherwise, as the vendor's spec says. */
export function createDepartment(store: PowerOfficeStore, body: string): Answer {
  const values = readBody(shape, body);
  if (isAnswer(values)) return values;
  const wrong = resolve(store, shape, values) ?? missing(shape, values, ['Name']) ?? refusal(store, values, undefined);
  if (wrong) return wrong;
  const id = store.next('departments', firstDepartmentId);
  const stamp = store.stamp();
  const state: Plain = { id, created: stamp, changed: stamp, values: { IsActive: false, ...values } };
  store.saveDepartment(state);
  return json(201, departmentRow(store, state));
}

export const firstDepartmentId = 30_001;

/** `PATCH /Departments/{id}`: 200 without a body, whose type the vendor does not declare. */
export function patchDepartment(store: PowerOfficeStore, id: number, body: string): Answer {
  const before = store.departments.primary(id);
  if (!before) return notFound(`Department with id = ${id} not found.`);
  const patch = patched(shape, before.values, body);
  if (isAnswer(patch)) return patch;
  const { after, changed } = patch;
  if (changed.length === 0) return { status: 200 };
  const wrong =
    missing(
      shape,
      after,
      changed.filter((name) => name === 'Name'),
    ) ?? refusal(store, after, id);
  if (wrong) return wrong;
  store.saveDepartment({ ...before, changed: store.stamp(), values: after });
  return { status: 200 };
}

function refusal(store: PowerOfficeStore, values: Values, id: number | undefined): Answer | undefined {
  const holder = values.Code ? store.holder(`departments/${String(values.Code).toLowerCase()}`) : undefined;
  if (holder !== undefined && holder !== id) {
    return invalid(shape.noun, `Code is already in use. '${String(values.Code)}' is used on Id = ${holder}.`);
  }
  return unknown(store, shape, values);
}

/** `DELETE /Departments/{id}`: gone without a trace, unless somebody belongs to it. */
export function deleteDepartment(store: PowerOfficeStore, id: number): Answer {
  if (!store.departments.primary(id)) return notFound(`Department with id = ${id} not found.`);
  for (const { roles } of store.contacts.all()) {
    const used = roles.employee?.values.DepartmentId === id || roles.customer?.values.DepartmentId === id;
    if (used) return inUse('Department', id);
  }
  store.delete('departments', id);
  return { status: 200 };
}
