import { expect, test } from 'vitest';
import { pack, type PackedLink, unpack } from './snapshot.js';
import { type LinkState, noLink, noMember } from './state.js';

const asked = { n: 1, op: 'update', wanted: { phone: '1' }, expected: { phone: '2' }, decidedOn: 3 } as const;
const later = { overtaken: ['phone'] };
const member = { ...noMember, n: 1, asked: { ...asked, linkCategory: 'EMPLOYEE', ...later }, stales: 2 } as const;
const state: LinkState = {
  ...noLink('l-1'),
  category: 'CUSTOMER_PERSON',
  members: { 'customhrm/employee': member },
};

test('a state is what its stored form stands for', () => {
  expect(unpack(JSON.parse(JSON.stringify(pack(state))) as PackedLink)).toEqual(state);
});

test('its parts keep their places: however a state was come to, it is stored as the same bytes', () => {
  const { asked: first, ...rest } = { ...member, reading: { message: 'm' } };
  for (const one of [
    { ...noMember, asked: first, ...rest },
    { ...rest, asked: first },
  ]) {
    const stored = JSON.stringify(pack({ ...state, members: { 'customhrm/employee': one } }));
    expect(JSON.stringify(pack(unpack(JSON.parse(stored) as PackedLink)))).toBe(stored);
  }
});

test('a write asked in another category is stored as version 0.1.0 stores it, byte for byte: they run side by side', () => {
  const { stales, n } = member;
  const stored = {
    ...pack(state),
    members: { 'customhrm/employee': { n, stales, asked: { ...asked, as: 'EMPLOYEE', ...later } } },
  };
  expect(pack(state)).toEqual(stored);
  expect(JSON.stringify(pack(state))).toContain(JSON.stringify(stored.members['customhrm/employee'].asked));
  expect(unpack(stored as PackedLink)).toEqual(state);
});
