import type { Address, Values } from '../powerofficego/record.js';
import type { Random } from './random.js';
import { jobTitles, streets } from './words.js';

/** Fields of an HRM record, by the contract's names; what is left out is null. */
export type Fields = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const day = (value: unknown): string | null => text(value)?.slice(0, 10) ?? null;

/** An address in the HRM's words. */
export const hrmAddress = (address: Address | null | undefined): Fields | null =>
  address
    ? {
        line1: address.AddressLine1,
        line2: address.AddressLine2,
        postalCode: address.ZipCode,
        city: address.City,
        countryCode: address.CountryCode,
      }
    : null;

/** What the HRM would hold of a person if it agreed with PowerOffice Go in everything. */
export const samePerson = (values: Values, address: Address | null | undefined): Fields => ({
  firstName: text(values.FirstName),
  lastName: text(values.LastName),
  email: text(values.EmailAddress),
  phone: text(values.PhoneNumber),
  dateOfBirth: day(values.DateOfBirth),
  jobTitle: text(values.JobTitle) ?? text(values.Title),
  hiredDate: day(values.HiredDate),
  startDate: day(values.StartDate),
  endDate: day(values.EndDate),
  address: hrmAddress(address),
});

/** The same of a department or a company. */
export const sameDepartment = (values: Values, address: Address | null | undefined): Fields => ({
  name: text(values.Name),
  email: text(values.EmailAddress),
  phone: text(values.PhoneNumber),
  websiteUrl: text(values.WebsiteUrl),
  organizationNumber: text(values.OrganizationNumber)?.replace(/[^0-9A-Z]|MVA/g, '') ?? null,
  address: hrmAddress(address),
});

/**
 * The record as someone else typed it: two in five the same, some spelt differently, some with values missing, some
 * with other values. What matching needs (last name, e-mail but for its casing, codes) stays.
 */
export function retold(random: Random, fields: Fields): Fields {
  const mood = random.next();
  if (mood < 0.4) return fields;
  if (mood < 0.65) return { ...fields, ...speltDifferently(fields) };
  if (mood < 0.8) return { ...fields, phone: null, jobTitle: null, address: null, websiteUrl: null };
  return { ...fields, ...otherwise(random, fields) };
}

function speltDifferently({ email, phone, websiteUrl }: Fields): Fields {
  const digits = text(phone)?.replace(/\D/g, '').slice(-8);
  const site = text(websiteUrl)
    ?.replace(/^https:\/\//, '')
    .replace(/\/$/, '');
  return {
    email: text(email)?.replace(/^./, (letter) => letter.toUpperCase()) ?? null,
    phone: digits?.length === 8 ? `+47 ${digits.slice(0, 4)} ${digits.slice(4)}` : phone,
    websiteUrl: site ? `https://${site}` : null,
  };
}

function otherwise(random: Random, { firstName, name, address, jobTitle }: Fields): Fields {
  const moved = address
    ? { address: { ...(address as Fields), line1: `${random.pick(streets)} ${random.below(90) + 1}` } }
    : {};
  return {
    ...moved,
    ...(firstName && !String(firstName).includes(' ') ? { firstName: `${firstName as string} M.` } : {}),
    ...(jobTitle ? { jobTitle: random.pick(jobTitles) } : {}),
    ...(name ? { name: `${name as string} (HR)` } : {}),
  };
}
