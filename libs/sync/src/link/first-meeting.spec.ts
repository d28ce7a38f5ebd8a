import type { Values } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { answered, given, hrm, joined, plainField, pogo, seen } from '../testing/given.js';
import type { LinkInput } from './decide.js';

const toHrm = { heardFrom: ['powerofficego' as const], toldTo: ['customhrm' as const] };

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

describe('records that were linked before, by a memory that is lost', () => {
  const fields = [plainField('phone'), plainField('departmentId', { reference: 'department' })];
  const link = given({ policy: policyFrom('EMPLOYEE', [...fields, plainField('number', toHrm)]) });
  const full = { phone: '1', departmentId: null, number: '7' };
  const again = (theirs: Values, mine: Values) => {
    const meeting = joined(theirs, mine) as Extract<LinkInput, { type: 'Opened' }>;
    return link().when({ ...meeting, meets: { ...meeting.meets, again: true } as typeof meeting.meets & {} });
  };

  test('may have been emptied since: a person says whether what is empty on one side holds', () => {
    const empty = { ...full, phone: null };
    for (const [theirs, mine] of [[empty, full] as const, [full, empty] as const]) {
      expect(again(theirs, mine).asked).toEqual([]);
      expect(again(theirs, mine).standing).toMatchObject({
        state: 'conflicts',
        reasons: [{ field: 'phone', code: 'initial-difference' }],
      });
    }
  });
  test('are filled all the same where only one side speaks, is not known to be empty, or names another record', () => {
    expect(again({ ...full, number: null }, full).asked).toMatchObject([{ member: hrm, fields: ['number'] }]);
    const { phone: _, ...masked } = full;
    expect(again(full, masked).asked).toMatchObject([]);
    expect(again(full, masked).standing.state).toBe('agree');
    expect(again({ ...full, departmentId: 'sales' }, full).standing.state).toBe('differ');
  });
});

test('what a member held, and people emptied before anything was agreed, is an edit: both are kept', () => {
  const link = given({ policy: policyFrom('EMPLOYEE', [plainField('phone')]) });
  const past = [joined({ phone: '2' }, { phone: '1' })];
  const emptied = link(...past).when(seen(hrm, 5, { phone: null }));
  expect(emptied.events).toContainEqual(
    expect.objectContaining({ type: 'InitialDifference', theirs: { phone: null }, agreed: { phone: '1' } }),
  );
  expect(link(...past, seen(hrm, 5, { phone: null })).when(seen(hrm, 6, { phone: null })).types).toEqual([
    'MemberSaid',
  ]);
});
