import { expect, test } from 'vitest';
import { canonicalNames, canonicalRefusals } from './names.js';

const contact = { system: 'powerofficego', resource: 'contact' } as const;
const hrm = { system: 'customhrm', resource: 'department' } as const;

test('what was sent is named in canonical words', () => {
  expect(canonicalNames(contact, ['FirstName', 'MailAddress.City', 'IsArchived'])).toEqual([
    'firstName',
    'address.city',
    'active',
  ]);
  expect(canonicalNames(hrm, ['kind', 'code'])).toEqual(['category', 'code']);
});

test('a property of several parts names them all', () => {
  expect(canonicalNames(contact, ['MailAddress'])).toHaveLength(5);
});

test('a number is an employee number or a code, by the category that answers', () => {
  expect(canonicalNames({ ...contact, category: 'CUSTOMER' }, ['Number'])).toEqual(['code']);
  expect(canonicalNames({ ...contact, category: 'EMPLOYEE' }, ['Number'])).toEqual(['employeeNumber']);
});

test('a property that is no field of ours is left out of what was sent', () => {
  expect(canonicalNames(contact, ['ExternalImportReference', 'IsPerson'])).toEqual([]);
});

test('a refusal names the canonical field, that of a group its first', () => {
  const refused = (field: string | null) => ({ field, code: 'refused', words: 'Nei.' }) as const;
  expect(canonicalRefusals(contact, [refused('EmailAddress'), refused('MailAddress'), refused(null)])).toEqual([
    refused('email'),
    refused('address.line1'),
    refused(null),
  ]);
});

test('a refusal of a property that is no field of ours concerns the record and keeps its name', () => {
  expect(canonicalRefusals(hrm, [{ field: 'parentId', code: 'refused', words: 'Nei.' }])).toEqual([
    { field: null, code: 'refused', words: 'parentId: Nei.' },
  ]);
});
