import { describe, expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { answered, born, given, hrm, joined, opened, plainField, seen } from '../testing/given.js';

describe('an answer of which nothing was sent', () => {
  const owned = given({
    policy: policyFrom('EMPLOYEE', [plainField('phone', { owner: 'customhrm' }), plainField('email')]),
  });
  const [one, two] = [
    { phone: '1', email: 'a' },
    { phone: '2', email: 'b' },
  ];
  /** The write of both went unanswered; meanwhile the phone was edited once more. */
  const past = [opened(one), born(1, one), seen('powerofficego/contact', 2, two)];
  const edited = [...past, seen('powerofficego/contact', 3, { ...two, phone: '3' })];

  test('that shows a wanted field as wanted brings no news of it: it beats no newer edit', () => {
    const found = { outcome: 'stale' as const, values: { phone: '2', email: 'c' }, revision: 2, ambiguous: ['email'] };
    const { events, state, asked } = owned(...edited).when(answered(hrm, 2, found));
    expect(events).not.toContainEqual(expect.objectContaining({ type: 'ConflictFound', unit: 'phone' }));
    expect(state.agreed).toEqual({ phone: '3', email: 'b' });
    expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['phone', 'email'] }]);
  });
  test('that is refused because of another field settles what is held as wanted', () => {
    const refusals = [{ field: 'email', code: 'refused' as const, words: 'No.' }];
    const found = { outcome: 'refused' as const, values: { phone: '2', email: 'a' }, revision: 2, refusals };
    const { state } = owned(...edited).when(answered(hrm, 2, found));
    expect(state.agreed).toEqual({ phone: '3', email: 'b' });
    expect(state.members[hrm]!.asked!.wanted).toEqual({ phone: '3' });
  });
  test('after an edit and its revert says nothing else, and the next write is decided on what it saw', () => {
    const found = { outcome: 'stale' as const, values: one, revision: 3 };
    const { state } = owned(...past).when(answered(hrm, 2, found));
    expect(state.members[hrm]!.asked).toMatchObject({ n: 3, wanted: two, decidedOn: 3 });
  });
});

describe('a wanted field of which its record has said something else since', () => {
  const link = given({ policy: policyFrom('EMPLOYEE', [plainField('phone'), plainField('email')]) });
  const [one, two] = [
    { phone: '1', email: 'a' },
    { phone: '2', email: 'a' },
  ];
  const go = 'powerofficego/contact' as const;
  /** Both sides said 2 at once; in PowerOffice Go it was put back before the write of the HRM's 2 was looked into. */
  const both = [opened(one), born(1, one), seen(hrm, 2, two)];
  const putBack = [...both, seen(go, 2, two), seen(go, 3, one)];

  test.each([
    { outcome: 'same' as const },
    { outcome: 'done' as const, sent: ['email'] },
    { outcome: 'stale' as const },
    { outcome: 'refused' as const, refusals: [{ field: 'email', code: 'refused' as const, words: 'No.' }] },
  ])('is an edit where it is found as wanted all the same ($outcome)', (found) => {
    const { state } = link(...putBack).when(answered(go, 1, { ...found, values: two, revision: 4 }));
    expect(state.agreed['phone']).toBe('2');
    expect(state.members[go]!.asked).toBeUndefined();
  });
  test('is a conflict where the other side said something else too', () => {
    const told = answered(hrm, 2, { sent: ['phone'], values: one, revision: 3 });
    const past = [...putBack, told, seen(hrm, 4, { ...one, phone: '5' })];
    const { events } = link(...past).when(answered(go, 1, { outcome: 'same', values: two, revision: 4 }));
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'ConflictFound', theirs: { phone: '2' }, agreed: { phone: '5' } }),
    );
  });
  test('settles the write where it was last said as wanted', () => {
    const { events } = link(...putBack, seen(go, 4, two)).when(
      answered(go, 1, { outcome: 'same', values: two, revision: 5 }),
    );
    const settled = { type: 'WriteSettled', member: go, n: 1, outcome: 'same', sent: [], revision: 5, stored: {} };
    expect(events).toEqual([settled]);
  });
});

describe('a first value of which nobody knows who set it', () => {
  const link = given({ policy: policyFrom('EMPLOYEE', [plainField('phone', { owner: 'customhrm' })]) });
  test('never flows back, whoever owns it', () => {
    const found = { outcome: 'stale' as const, values: { phone: '+1' }, revision: 5, ambiguous: ['phone'] };
    const { types, state, asked } = link(joined({ phone: null }, { phone: '1' })).when(answered(hrm, 1, found));
    expect(types).toContain('ConflictFound');
    expect(state.agreed['phone']).toBe('1');
    expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['phone'] }]);
  });
});

describe('an answer that shows half of a unit edited beside the half that was sent', () => {
  const address = given({
    policy: policyFrom(
      'EMPLOYEE',
      ['street', 'city', 'zip'].map((name) => plainField(name, { unit: 'address' })),
    ),
  });
  const home = { street: 'Gata 1', city: 'Oslo', zip: null };
  const past = [opened(home), born(1, home), seen('powerofficego/contact', 2, { ...home, city: 'Bergen' })];
  const answer = (values: object) =>
    answered(hrm, 2, { sent: ['city'], values: { ...home, city: 'Bergen', ...values }, revision: 2 });

  test('is a conflict of the whole: halves are not mixed', () => {
    const { events, state, asked } = address(...past).when(answer({ street: 'Vei 2' }));
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'ConflictFound', theirs: { street: 'Vei 2', city: 'Bergen', zip: null } }),
    );
    expect(state.agreed).toMatchObject({ street: 'Gata 1', city: 'Bergen' });
    expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['street'] }]);
  });
  test('is an edit like any other where that half was empty', () => {
    const { types, asked } = address(...past).when(answer({ zip: '5003' }));
    expect(types).not.toContain('ConflictFound');
    expect(asked).toEqual([{ member: 'powerofficego/contact', op: 'update', fields: ['zip'] }]);
  });
});
