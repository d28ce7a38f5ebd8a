import type { Category, Resource, System } from '@samsvar/contracts';
import { personCustomer } from '@samsvar/contracts';
import * as customhrm from './customhrm/index.js';
import type { Mapping } from './language/mapping.js';
import * as powerofficego from './powerofficego/index.js';

/** Every mapping there is: one per category (that is, per flow) and side. */
export const mappings: Readonly<Record<Category, Readonly<Record<System, Mapping>>>> = {
  DEPARTMENT: { powerofficego: powerofficego.department, customhrm: customhrm.department },
  CUSTOMER: { powerofficego: powerofficego.customer, customhrm: customhrm.customer },
  EMPLOYEE: { powerofficego: powerofficego.employee, customhrm: customhrm.employee },
  CUSTOMER_PERSON: { powerofficego: powerofficego.customerPerson, customhrm: customhrm.customerPerson },
  CONTACT_PERSON: { powerofficego: powerofficego.contactPerson, customhrm: customhrm.contactPerson },
};

/** Customers that are persons, read once more as departments. */
export const { personDepartment } = powerofficego;

/** How one resource of a system says a category. */
export const mappingOf = (category: Category, at: { readonly system: System; readonly resource: Resource }): Mapping =>
  at.resource === personCustomer ? personDepartment : mappings[category][at.system];
