import type { HrmEmployee } from '@samsvar/contracts';
import { rowsOf } from '../language/mapping.js';
import { oneOf } from '../language/plain.js';

const { from } = rowsOf<HrmEmployee>();

/** Which flow an employee of the HRM belongs to. */
export const category = {
  category: from('kind', oneOf('EMPLOYEE', 'CONTACT_PERSON', 'CUSTOMER_PERSON'), 'atBirth', {
    note: 'and when the category changes',
  }),
};
