import { describe, expect, test } from 'vitest';
import type { FieldPolicy } from '../policy.js';
import { policyFrom } from '../policy.js';
import { answered, born, given, hrm, joined, opened, plainField, pogo, seen } from '../testing/given.js';
import type { LinkInput } from './decide.js';
import type { MemberKey } from './events.js';
import { evolve } from './evolve.js';

const linkOf = (more: Partial<FieldPolicy>) =>
  given({ policy: policyFrom('EMPLOYEE', [plainField('number', more), plainField('phone')]) });
const by = { who: 'kari', why: 'asked both' };
const settles = (winner: MemberKey | 'agreed'): LinkInput => ({ type: 'Settled', unit: 'number', winner, by });
const writes = (member: MemberKey) => [{ member, op: 'update', fields: ['number'] }];
const stale = answered(hrm, 2, { outcome: 'stale', values: { number: '3' }, revision: 2 });
const bothEdited = [opened({ number: '1' }), born(1, { number: '1' }), seen(pogo, 2, { number: '2' }), stale];

describe('a person who settles an open conflict', () => {
  const asking = linkOf({ owner: 'ask' });
  test('lets one side hold, and the other is told; who, why and what lost are kept', () => {
    const { events, asked, again } = asking(...bothEdited).when(settles(hrm));
    expect(events).toContainEqual({
      type: 'ConflictSettled',
      unit: 'number',
      winner: hrm,
      by: 'person',
      ...by,
      lost: { values: { number: '2' }, origin: { member: pogo, revision: 2 } },
    });
    expect(asked).toEqual(writes(pogo));
    expect(again).toEqual([]);
    const other = asking(...bothEdited).when(settles('agreed'));
    expect(other.asked).toEqual(writes(hrm));
    expect(other.events).toContainEqual(
      expect.objectContaining({ lost: expect.objectContaining({ values: { number: '3' } }) as object }),
    );
  });
  test('lets the side that was heard first hold, and keeps what the other says by then', () => {
    const refused = answered(pogo, 1, { outcome: 'stale', values: { number: '2' }, revision: 2 });
    const past = [opened({ number: '1' }), born(1, { number: '1' }), seen(hrm, 2, { number: '3' }), refused];
    const { events } = asking(...past, seen(pogo, 3, { number: '4' })).when(settles(hrm));
    const lost = expect.objectContaining({ values: { number: '4' } }) as object;
    expect(events).toContainEqual(expect.objectContaining({ type: 'ConflictSettled', winner: hrm, lost }));
  });
  test('keeps what the other side came to say while the conflict was open', () => {
    const moved = [...bothEdited, seen(pogo, 3, { number: '4' }), seen(hrm, 3, { number: '5' })];
    const lostTo = (winner: MemberKey | 'agreed') =>
      asking(...moved)
        .when(settles(winner))
        .events.find((event) => event.type === 'ConflictSettled')?.lost?.values;
    expect(lostTo(hrm)).toEqual({ number: '4' });
    expect(lostTo(pogo)).toEqual({ number: '5' });
    expect(lostTo('agreed')).toEqual({ number: '5' });
  });
  test('decides on what both say by then, and both go on speaking for their side', () => {
    const moved = [...bothEdited, seen(pogo, 3, { number: '4' }), seen(hrm, 3, { number: '5' })];
    expect(asking(...moved).state.units['number']?.conflict).toBeDefined();
    expect(asking(...moved).when(settles('agreed')).state.members[hrm]!.asked).toMatchObject({
      wanted: { number: '4' },
    });
    expect(asking(...moved).when(settles(hrm)).state.members[pogo]!.asked).toMatchObject({ wanted: { number: '5' } });
  });
  test('settles a first difference, whichever side', () => {
    const met = joined({ number: '8' }, { number: '7' });
    expect(linkOf({ asksFirst: true })(met).when(settles(hrm)).asked).toEqual(writes(pogo));
    expect(linkOf({ asksFirst: true })(met).when(settles('agreed')).asked).toEqual(writes(hrm));
  });
  test('is asked about a value that may be our own, where the field asks', () => {
    const doubtful = answered(hrm, 2, {
      outcome: 'stale',
      values: { number: '3' },
      revision: 2,
      ambiguous: ['number'],
    });
    const past = [...bothEdited.slice(0, 3), doubtful];
    expect(asking(...past).state.units['number']?.conflict).toBeDefined();
    expect(linkOf({})(...past).state.units['number']).toBeUndefined();
    expect(asking(...past).when(settles(hrm)).asked).toEqual(writes(pogo));
  });
  test('keeps what was emptied meanwhile and cannot travel', () => {
    const needed = linkOf({ owner: 'ask', required: true });
    const past = [...bothEdited, seen(pogo, 3, { number: null })];
    expect(needed(...past).state.units['number']).toMatchObject({ conflict: {}, parked: {} });
    expect(needed(...past).when(settles('agreed'))).toMatchObject({ asked: [], standing: { state: 'parked' } });
    const { events } = needed(...past).when(settles(hrm));
    const lost = expect.objectContaining({ values: { number: null } }) as object;
    expect(events).toContainEqual(expect.objectContaining({ type: 'ConflictSettled', lost }));
  });
  describe('of which neither side says what is agreed, since that was restored', () => {
    const restored: LinkInput = {
      type: 'Restored',
      unit: 'number',
      version: 9,
      kept: { values: { number: '7' } },
      by,
    };
    const kept = (past: readonly LinkInput[], winner: MemberKey | 'agreed') =>
      asking(...past)
        .when(settles(winner))
        .events.map((event) => {
          if (event.type === 'ConflictSettled' && event.by === 'person') return event.lost?.values;
          return event.type === 'ConflictFound' ? event.theirs : undefined;
        })
        .filter((values) => values !== undefined);

    test('keeps what both had come to say (Inv 15)', () => {
      const past = [...bothEdited.slice(0, 2), restored, seen(pogo, 2, { number: '2' }), seen(hrm, 2, { number: '3' })];
      expect(kept(past, 'agreed')).toEqual([{ number: '2' }, { number: '3' }]);
      expect(kept(past, pogo)).toEqual([{ number: '3' }]);
      expect(asking(...past).when(settles('agreed')).standing.state).toBe('differ');
    });
    test('keeps the edit, not what the other side had not been told yet (Inv 15)', () => {
      const past = [...bothEdited.slice(0, 2), restored, seen(hrm, 2, { number: '3' })];
      expect(kept(past, 'agreed')).toEqual([{ number: '3' }]);
    });
  });
});

describe('a person who has a value restored', () => {
  const link = linkOf({});
  const restores = (number: string): LinkInput => ({
    type: 'Restored',
    unit: 'number',
    version: 9,
    kept: { values: { number }, origin: { member: hrm, revision: 2 } },
    by,
  });
  test('has the loser agreed again, and what was agreed is kept in its place', () => {
    const { events, state, asked } = link(...bothEdited).when(restores('3'));
    expect(events).toContainEqual({
      type: 'ValueRestored',
      unit: 'number',
      version: 9,
      by,
      lost: { values: { number: '2' }, origin: { member: pogo, revision: 2 } },
    });
    expect(state.agreed['number']).toBe('3');
    expect(state.origins?.['number']).toEqual({ member: hrm, revision: 2 });
    expect(asked).toContainEqual(writes(pogo)[0]);
  });
  test('does not undo an edit that is heard only afterwards', () => {
    const past = [...bothEdited, restores('3')];
    const { events, state } = link(...past).when(seen(pogo, 3, { number: '6' }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'ConflictFound', member: pogo }));
    expect(state.agreed['number']).toBe('6');
  });
});

describe('what was set aside and is tried again', () => {
  const boss = { lastName: 'Ås', managerId: 'l2', phone: '1' };
  const past = [opened(boss), born(1, boss)];
  const released = (unit: string): LinkInput => ({ type: 'Released', units: [unit], by });
  const mute = given({ telling: (target) => (target === 'l3' ? 'never' : 'yes') });
  const aside = seen(hrm, 2, { ...boss, managerId: 'l3' });

  test('is what its member said, not what was agreed before (Inv 15)', () => {
    const state = [...past, aside];
    expect(mute(...state).when(released('managerId')).asked).toEqual([]);
    expect(mute(...state).when(released('managerId')).standing.state).toBe('parked');
    const parkedThenMended = given({ telling: (target) => (target === 'l3' && isMute ? 'never' : 'yes') });
    let isMute = true;
    const asided = parkedThenMended(...state);
    isMute = false;
    expect(asided.when(released('managerId'))).toMatchObject({
      asked: [{ member: pogo, op: 'update', fields: ['managerId'] }],
      state: { agreed: { managerId: 'l3' } },
    });
  });
  test('is set aside again while a required field stays empty, both sides unchanged', () => {
    const emptied = seen(pogo, 2, { ...boss, lastName: null });
    const { asked, standing } = mute(...past, emptied).when(released('name'));
    expect([asked, standing.state]).toEqual([[], 'parked']);
    const twice = mute(...past, emptied, released('name')).when(released('name'));
    expect(twice.standing.state).toBe('parked');
  });
  test('asks again what the other side refused', () => {
    const refusals = [{ field: 'phone', code: 'refused' as const, words: 'no' }];
    const edited = [...past, seen(pogo, 2, { ...boss, phone: '2' })];
    const refused = [...edited, answered(hrm, 2, { outcome: 'refused', refusals })];
    expect(given()(...refused).when(released('phone')).asked).toEqual([
      { member: hrm, op: 'update', fields: ['phone'] },
    ]);
    expect(given()(...refused, released('phone')).when(released('phone')).events).toEqual([]);
  });
  test('begins its tries anew', () => {
    const { state } = given()(...past);
    const tired = { ...state.members[hrm]!, written: { phone: 4, managerId: 1 }, stales: 5 };
    const release = { type: 'UnitReleased', unit: 'phone', by, fields: ['phone'] } as const;
    const after = evolve({ ...state, members: { ...state.members, [hrm]: tired } }, release);
    expect(after.members[hrm]).toMatchObject({ written: { managerId: 1 }, stales: 0 });
  });
});
