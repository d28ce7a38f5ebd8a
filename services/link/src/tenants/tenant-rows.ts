import type { TenantRows } from '@samsvar/service';

/**
 * What link keeps of a tenant though no column says so. The tenant's row goes first: a turn that is under way holds it,
 * and is waited for.
 */
export const tenantRows: TenantRows = {
  schema: 'link',
  others: [
    { table: 'tenant', where: 'id = $1' },
    {
      table: 'reference_wait',
      where: `starts_with(target, $1 || '/') or link_id in (select id from link where tenant = $1)
              or target in (select id from link where tenant = $1)`,
    },
    { table: 'record_match', where: `starts_with(key, $1 || '/')` },
  ],
};
