import { describe, expect, test } from 'vitest';
import { refusalOf } from './answer.js';

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
