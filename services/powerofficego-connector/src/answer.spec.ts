import { describe, expect, test } from 'vitest';
import { isNoSuchRecord, refusalOf } from './answer.js';

const refused = (title: string, detail: string) => ({
  status: 400,
  headers: {},
  body: Buffer.from(JSON.stringify({ title, detail })),
});

describe('a refusal of PowerOffice Go', () => {
  const title = 'Customer validation error(s)';
  const archived = refused(title, 'The contact cannot be archived because it has open ledger balances.');
  const taken = refused(title, 'Number is already in use.');

  test('is about the property its sentence speaks of, in its own words', () => {
    expect(refusalOf(archived, ['FirstName', 'IsArchived'])).toEqual({
      field: 'IsArchived',
      code: 'refused',
      words: `${title}: The contact cannot be archived because it has open ledger balances.`,
    });
    expect(refusalOf(taken, ['FirstName', 'Number'])).toMatchObject({ field: 'Number', code: 'not-unique' });
  });

  test('is about the one property that was written, and about the record where it names none of several', () => {
    const unclear = refused('Bad Request', 'This is not allowed.');
    expect(refusalOf(unclear, ['MailAddress.City'])).toMatchObject({ field: 'MailAddress.City' });
    expect(refusalOf(unclear, ['FirstName', 'LastName'])).toMatchObject({ field: null });
  });
});

describe('of the meanings of 404, that the record is gone', () => {
  const notFound = (detail: string, title = 'Object(s) not found', status = 404) => ({
    ...refused(title, detail),
    status,
  });
  test('is only the one that names the very id that was asked for (Inv 19)', () => {
    expect(isNoSuchRecord(notFound('Employee with id = 12345 not found.'), '12345')).toBe(true);
    const person = 'Contact person with id = 7 not found on Contact with id = 12.';
    expect(isNoSuchRecord(notFound(person), '7')).toBe(true);
    expect(isNoSuchRecord(notFound(person), '12')).toBe(false);
    expect(isNoSuchRecord(notFound('Contact with id = 12 not found.'), '7')).toBe(false);
  });
  test('is none of the others: a code that is not known, an address that is wrong or too long, no words at all', () => {
    const code = notFound("Department with code = '12345' not found.", 'Employee validation error(s)');
    expect(isNoSuchRecord(code, '12345')).toBe(false);
    expect(isNoSuchRecord(notFound('Could not find contact group(s) with id = 12345.'), '12345')).toBe(false);
    expect(isNoSuchRecord(notFound('Resource not found', 'Resource not found'), '12345')).toBe(false);
    expect(isNoSuchRecord({ status: 404, headers: {}, body: Buffer.alloc(0) }, '12345')).toBe(false);
    expect(isNoSuchRecord(notFound('Employee with id = 12345 not found.', undefined, 403), '12345')).toBe(false);
  });
});
