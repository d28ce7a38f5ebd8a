import type { FlowId } from '@samsvar/contracts';
import { categories, flowIds, flowOf, flows } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { fields } from './fields.js';
import { linesOf, printedFlows } from './language/table.js';
import { mappings } from './mappings.js';
import { policyOf } from './policy.js';

const addresses = [
  'MailAddress.AddressLine1 address.line1 ⇄',
  'MailAddress.AddressLine2 address.line2 ⇄',
  'MailAddress.ZipCode address.postalCode ⇄',
  'MailAddress.City address.city ⇄',
  'MailAddress.CountryCode address.countryCode ⇄',
];

/** The rows that were decided (the table the product is measured by), written down once more by hand. */
const decided: Readonly<Record<FlowId, readonly string[]>> = {
  'contactperson-employee': [
    '(the flow) kind = CONTACT_PERSON ⇥',
    'FirstName firstName ⇄',
    'LastName lastName ⇄',
    'EmailAddress email ⇄',
    'PhoneNumber phone ⇄',
    'Title jobTitle ⇄',
    ...addresses,
    'IsActive active ⇄',
    'ContactId departmentId →',
  ],
  'customers-department': [
    '(the flow) kind = CUSTOMER ⇥',
    'Name name ⇄',
    'Number code →',
    'OrganizationNumber organizationNumber ⇄',
    'EmailAddress email ⇄',
    'PhoneNumber phone ⇄',
    'WebsiteUrl websiteUrl ⇄',
    ...addresses,
    'IsArchived active ⇄',
  ],
  'customersperson-employee': [
    '(the flow) kind = CUSTOMER_PERSON ⇥',
    'FirstName firstName ⇄',
    'LastName lastName ⇄',
    'EmailAddress email ⇄',
    'PhoneNumber phone ⇄',
    'DateOfBirth dateOfBirth ⇄',
    ...addresses,
    'IsArchived active ⇄',
    'DepartmentId departmentId ⇄',
  ],
  'departments-department': [
    '(the flow) kind = DEPARTMENT ⇥',
    'Name name ⇄',
    'Code code ⇄',
    'IsActive active ⇄',
    'ManagerEmployeeId managerId ⇄',
  ],
  'employees-employee': [
    '(the flow) kind = EMPLOYEE ⇥',
    'Number employeeNumber →',
    'FirstName firstName ⇄',
    'LastName lastName ⇄',
    'EmailAddress email ⇄',
    'PhoneNumber phone ⇄',
    'JobTitle jobTitle ⇄',
    'DateOfBirth dateOfBirth ⇄',
    'HiredDate hiredDate ⇄',
    'StartDate startDate ⇄',
    'EndDate endDate ⇄',
    ...addresses,
    'IsArchived active ⇄',
    'DepartmentId departmentId ⇄',
    'ManagerEmployeeId managerId ⇄',
  ],
};

describe.each(flowIds)('%s', (id) => {
  const lines = linesOf(flows[id]);

  test('has every row that was decided, and no other', () => {
    const bare = lines.map((l) => `${l.powerofficego} ${l.customhrm} ${l.direction}`.replaceAll('`', ''));
    expect([...bare].sort()).toEqual([...decided[id]].sort());
  });

  test('prints every row', () => {
    const page = printedFlows()
      .split(/^## /m)
      .find((section) => section.includes(`\`${id}\``))!;
    for (const { powerofficego, customhrm } of lines) expect(page).toContain(`| ${powerofficego} | ${customhrm} |`);
  });
});

describe.each(categories)('the two sides of %s', (category) => {
  const { powerofficego, customhrm } = mappings[category];

  test('say the same fields in the same direction: what one is heard on, the other is told', () => {
    const ways = Object.entries(powerofficego.fields).flatMap(([f, row]) => ('way' in row ? [[f, row.way]] : []));
    expect(Object.fromEntries(customhrm.rows.map((row) => [row.field, row.way]))).toEqual(Object.fromEntries(ways));
    for (const { heardFrom, toldTo } of policyOf(category).fields)
      for (const system of heardFrom) expect(toldTo.some((other) => other !== system)).toBe(true);
  });

  test('name native properties that exist, each once', () => {
    for (const { rows, native } of [powerofficego, customhrm]) {
      const names = rows.map((row) => row.native);
      expect(Object.keys(native.shape)).toEqual(expect.arrayContaining(names));
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('are those of its flow and know how every field is compared', () => {
    const flow = flowOf(category);
    expect([powerofficego.resource, customhrm.resource]).toEqual([flow.powerofficego, flow.customhrm]);
    expect(Object.keys(powerofficego.fields).sort()).toEqual([...fields[flow.kind].keys()].sort());
  });
});

test('no two mappings have one fingerprint', () => {
  const all = categories.flatMap((category) => Object.values(mappings[category]));
  expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(all.length);
});
