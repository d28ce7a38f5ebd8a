import type { OwnRows } from '@samsvar/persistence';

/** What a connector keeps of a tenant though no column says so: whose turn it is to poll, and its HRM's budget. */
export const connectorTenantRows: readonly OwnRows[] = [
  { table: 'lease', where: `split_part(name, '/', 1) in ('poll', 'audit') and split_part(name, '/', 2) = $1` },
  { table: 'budget', where: `name = 'customhrm/' || $1` },
];
