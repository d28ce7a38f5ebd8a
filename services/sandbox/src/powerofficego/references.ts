import type { Answer } from '../doors/answer.js';
import type { Shape } from './fields.js';
import { unknownReference } from './problem.js';
import type { Values } from './record.js';
import type { PowerOfficeStore } from './store.js';

/** What names another record by id, and by its code or number where a POST may do that instead; the id wins. */
const references = [
  { id: 'DepartmentId', alias: 'DepartmentCode', of: 'Department', by: 'code' },
  { id: 'ManagerEmployeeId', alias: 'ManagerEmployeeNo', of: 'Employee', by: 'number' },
  { id: 'SalesPersonEmployeeId', alias: 'SalesPersonEmployeeNumber', of: 'Employee', by: 'number' },
] as const;

/** Turns codes and numbers into ids, or answers which does not exist. */
export function resolve(store: PowerOfficeStore, shape: Shape, values: Record<string, unknown>): Answer | undefined {
  for (const { id, alias, of, by } of references) {
    const word = values[alias];
    delete values[alias];
    if (!(id in shape.fields) || (values[id] ?? null) !== null || (word ?? null) === null) continue;
    const holder = store.holder(
      `${of === 'Department' ? 'departments' : 'employee/number'}/${String(word).toLowerCase()}`,
    );
    if (holder === undefined) return unknownReference(shape.noun, `${of} with ${by} = '${word}' not found.`);
    values[id] = holder;
  }
  return undefined;
}

/** Answers which of the named references points at nothing; none when all are fine. */
export function unknown(store: PowerOfficeStore, shape: Shape, values: Values): Answer | undefined {
  for (const { id, of } of references) {
    const target = values[id] as number | null | undefined;
    if (target === null || target === undefined) continue;
    const found =
      of === 'Department' ? store.departments.primary(target) : store.contacts.primary(target)?.roles.employee;
    if (!found) return unknownReference(shape.noun, `${of} with id = ${target} not found.`);
  }
  return undefined;
}
