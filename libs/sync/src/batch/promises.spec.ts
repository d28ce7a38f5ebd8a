import { expect, test } from 'vitest';
import { born, given, hrm, opened, seen, pogo } from '../testing/given.js';
import { brokenPromise } from './promises.js';

const past = [opened({ lastName: 'Ås' }), born(1, { lastName: 'Ås' }), seen(pogo, 2, { lastName: 'Ny' })];
const asked = { type: 'WriteAsked', member: hrm, n: 9, op: 'update', fields: ['lastName'], decidedOn: 1 } as const;

test('a second write of a member while one is under way breaks a promise; one after an answer does not', () => {
  const { state } = given()(...past);
  expect(state.members[hrm]!.asked).toBeDefined();
  expect(brokenPromise(state, [asked])).toBe(hrm);
  const stale = { type: 'WriteStale', member: hrm, n: 2, outcome: 'stale' } as const;
  expect(brokenPromise(state, [stale, asked])).toBeUndefined();
  expect(brokenPromise(state, [stale, asked, { ...asked, n: 10 }])).toBe(hrm);
});
