import type { PowerOfficeContactPerson } from '@samsvar/contracts';
import { rowsOf } from '../language/mapping.js';
import { atMost } from '../language/plain.js';

const { from } = rowsOf<PowerOfficeContactPerson>();

/**
 * The mail address, the same in every resource that has one; limits from its OpenAPI data (reference/poweroffice-
 * go.md 3).
 */
export const address = {
  'address.line1': from('MailAddress.AddressLine1', atMost(200)),
  'address.line2': from('MailAddress.AddressLine2', atMost(200)),
  'address.postalCode': from('MailAddress.ZipCode', atMost(50)),
  'address.city': from('MailAddress.City', atMost(100)),
  'address.countryCode': from('MailAddress.CountryCode', atMost(2), 'both', { note: '`NO` when nothing was given' }),
};
