import type { Category } from '@samsvar/contracts';
import { matchKeys, policyOf, rules } from '@samsvar/mapping';
import type { Owner, Policy, TenantSettings } from '@samsvar/sync';
import { policyFrom } from '@samsvar/sync';
import { streamOf } from './faults.js';

/**
 * The one tenant of a simulated world: live, all flows on, what is born in the HRM is made in PowerOffice Go; who wins
 * where both sides changed is chosen.
 */
export function settingsWith(owner: Owner): TenantSettings {
  const policies = new Map<Category, Policy>();
  return {
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
      const known = policies.get(category) ?? policyFrom(category, ownedBy(owner, category));
      policies.set(category, known);
      return known;
    },
  };
}

function ownedBy(owner: Owner, category: Category) {
  const owners = Object.fromEntries(policyOf(category).fields.map(({ name }) => [name, owner]));
  return policyOf(category, { owners }).fields;
}

/** How fields are compared, and what they move with, whoever wins. */
export const settings = settingsWith('powerofficego');

/** Who wins in a seed's world: PowerOffice Go in half of them. */
export const ownerOf = (seed: number): Owner =>
  streamOf(seed, 'owner').pick<Owner>([
    'powerofficego',
    'powerofficego',
    'powerofficego',
    'customhrm',
    'ask',
    'latest',
  ]);
