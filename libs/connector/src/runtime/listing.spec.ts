import type { ContactRole } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import type { Reading } from '../port.js';
import { Listing } from './listing.js';

const contact = (id: string, ...roles: ContactRole[]): Reading => ({ id, values: { roles, shared: {} }, stamps: {} });
const listed = (...readings: Reading[]): Listing => {
  const listing = new Listing();
  listing.add({ readings });
  return listing;
};

describe('the ids a listing named', () => {
  test('are the same whether a contact is named once with both roles or by each list apart', () => {
    const apart = listed(contact('1', 'employee'), contact('1', 'customer'));
    expect(apart.namesTheSame(listed(contact('1', 'employee', 'customer')))).toBe(true);
  });

  test('are others when a list left out a row whose contact another list names: its role was not seen', () => {
    const whole = listed(contact('1', 'employee', 'customer'), contact('2', 'customer'));
    const skipped = listed(contact('1', 'customer'), contact('2', 'customer'));
    expect(skipped.digest).toBe(whole.digest);
    expect(skipped.namesTheSame(whole)).toBe(false);
  });

  test('are the same however often a row is repeated', () => {
    const row: Reading = { id: '7', values: { Name: 'Drift' }, stamps: {} };
    expect(listed(row, row).namesTheSame(listed(row))).toBe(true);
    expect(listed(row).namesTheSame(listed())).toBe(false);
  });
});
