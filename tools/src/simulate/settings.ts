import type { Category } from '@samsvar/contracts';
import { matchKeys, policyOf, rules } from '@samsvar/mapping';
import type { Policy, TenantSettings } from '@samsvar/sync';
import { policyFrom } from '@samsvar/sync';

const policies = new Map<Category, Policy>();

/** The one tenant of a simulated world: live, all flows on, what is born in the HRM is made in PowerOffice Go. */
export const settings: TenantSettings = {
  id: 'default',
  phase: 'live',
  matching: 'safe',
  leaveOutArchived: false,
  leaveOutSuppliers: false,
  flowEnabled: () => true,
  createsIn: (flow) => flow === 'departments-department' || flow === 'employees-employee',
  rulesOf: (kind) => rules[kind],
  matchKeys,
  policyOf(category) {
    const known = policies.get(category) ?? policyFrom(category, policyOf(category).fields);
    policies.set(category, known);
    return known;
  },
};
