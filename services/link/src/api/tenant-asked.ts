import type { TenantSettings } from '@samsvar/sync';
import type { Parameters } from './parameters.js';
import { refuseUnknown, textOf } from './parameters.js';
import { notFound } from './problem.js';

/**
 * The tenant asked about; without a name the only one, or `default`. Whatever else is asked must be among the names
 * given: one that is passed over in silence would be taken for heard.
 */
export function tenantAsked(
  tenants: ReadonlyMap<string, TenantSettings>,
  parameters: Parameters,
  others: readonly string[] = [],
): TenantSettings {
  refuseUnknown(parameters, ['tenant', ...others]);
  const id = textOf(parameters, 'tenant') ?? (tenants.size === 1 ? [...tenants.keys()][0]! : 'default');
  const tenant = tenants.get(id);
  if (!tenant) throw notFound('tenant', `There is no tenant ${id}; there are ${[...tenants.keys()].join(', ')}.`);
  return tenant;
}
