import type { Resource, System } from '@samsvar/contracts';

/** What the simulated systems hold. */
export const resourceNames: Readonly<Record<System, readonly Resource[]>> = {
  powerofficego: ['departments', 'contact', 'contactperson'],
  customhrm: ['department', 'employee'],
};
