import type { Kind, System } from '@samsvar/contracts';
import { departmentRules } from './department.js';
import { employeeRules } from './employee.js';
import type { Matchable, MatchRule } from './rule.js';

export type { Matchable, MatchRule } from './rule.js';

/** How records of a kind are recognised on the other side, the surest rule first (flows.md, Matching). */
export const rules: Readonly<Record<Kind, readonly MatchRule[]>> = {
  employee: employeeRules,
  department: departmentRules,
};

/** All keys of a record, for an indexed column: candidates share one. Both systems say them alike. */
export function matchKeys(record: Matchable & { readonly kind: Kind; readonly system: System }): readonly string[] {
  return rules[record.kind].flatMap((rule) => rule.keyOf(record) ?? []);
}
