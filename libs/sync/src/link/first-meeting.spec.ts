import { describe, expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { answered, given, hrm, joined, plainField, pogo, seen } from '../testing/given.js';

describe('an address whose country reads `NO` where nothing was given', () => {
  const norway = (a: unknown, b: unknown) => (a ?? 'NO') === (b ?? 'NO');
  const link = given({
    policy: policyFrom('EMPLOYEE', [
      plainField('street', { unit: 'address' }),
      plainField('country', { unit: 'address', same: norway }),
    ]),
  });
  const [nothing, empty] = [
    { street: null, country: 'NO' },
    { street: null, country: null },
  ];

  test('is empty: it is filled, and never wipes the other side', () => {
    const { types, asked } = link().when(joined({ street: 'Gata 1', country: null }, nothing));
    expect(types).not.toContain('InitialDifference');
    expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['street'] }]);
  });
  test('is the same as an empty one', () => {
    expect(link().when(joined(empty, nothing))).toMatchObject({ asked: [], standing: { state: 'agree' } });
  });
  test('may read so after the rest of it was emptied', () => {
    const full = { street: 'Gata 1', country: 'NO' };
    const { asked } = link(joined(full, full)).when(seen(hrm, 5, empty));
    expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['street'] }]);
    const told = answered(pogo, 1, { sent: ['street'], values: nothing, revision: 2 });
    const { standing } = link(joined(full, full), seen(hrm, 5, empty)).when(told);
    expect(standing).toMatchObject({ state: 'agree', lossy: false });
  });
});

describe('a first write of unknown outcome to part of an address', () => {
  const fields = ['street', 'city'].map((name) => plainField(name, { unit: 'address' }));
  const link = given({ policy: policyFrom('EMPLOYEE', fields) });
  const past = joined({ street: null, city: null }, { street: 'Gata 1', city: null });

  test('that a person wrote another address over is won as a whole: no half of that address stays', () => {
    const values = { street: 'Vei 2', city: 'Bergen' };
    const stale = answered(hrm, 1, { outcome: 'stale', ambiguous: ['street'], values, revision: 9 });
    expect(link(past).state.members[hrm]!.asked).toMatchObject({ n: 1, wanted: { street: 'Gata 1' } });
    const { state, types, standing } = link(past).when(stale);
    expect(types).toContain('ConflictFound');
    expect(state.members[hrm]!.asked!.wanted).toEqual({ street: 'Gata 1', city: null });
    expect(standing.state).toBe('differ');
  });
});
