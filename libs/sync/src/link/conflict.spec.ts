import { describe, expect, test } from 'vitest';
import type { FieldPolicy } from '../policy.js';
import { policyFrom } from '../policy.js';
import { answered, born, given, hrm, joined, opened, plainField, pogo, seen } from '../testing/given.js';

const linkOf = (more: Partial<FieldPolicy>) => given({ policy: policyFrom('EMPLOYEE', [plainField('number', more)]) });
const oneWay = { heardFrom: ['powerofficego'], toldTo: ['customhrm'] } as const;
const over = { asked: [], standing: expect.objectContaining({ state: 'agree', reasons: [] }) as object };

describe('an open first difference', () => {
  const met = joined({ number: '8' }, { number: '7' });
  test.each([['both ways', {}] as const, ['one way', oneWay] as const])(
    'is over when a person makes both sides alike, on whichever side (%s)',
    (_, way) => {
      const asking = linkOf({ asksFirst: true, ...way });
      expect(asking(met).when(seen(hrm, 5, { number: '7' }))).toMatchObject(over);
      expect(asking(met).when(seen(pogo, 5, { number: '8' }))).toMatchObject(over);
    },
  );
  test('stays open while both are edited to something else', () => {
    const asking = linkOf({ asksFirst: true });
    expect(asking(met).when(seen(pogo, 5, { number: '9' })).standing.state).toBe('conflicts');
    expect(asking(met, seen(pogo, 5, { number: '9' })).when(seen(hrm, 5, { number: '9' }))).toMatchObject(over);
  });
});

describe('an open conflict', () => {
  const asking = linkOf({ owner: 'ask' });
  const found = { outcome: 'stale' as const, values: { number: '3' }, revision: 2 };
  const past = [
    opened({ number: '1' }),
    born(1, { number: '1' }),
    seen(pogo, 2, { number: '2' }),
    answered(hrm, 2, found),
  ];
  test('is over when a person makes both sides alike, and a later edit travels', () => {
    for (const [key, number] of [[pogo, '3'] as const, [hrm, '2'] as const]) {
      const end = seen(key, 3, { number });
      expect(asking(...past).when(end)).toMatchObject(over);
      const { asked } = asking(...past, end).when(seen(pogo, 4, { number: '5' }));
      expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['number'] }]);
    }
  });
});

describe('an edit of a unit that waited, set aside, for another', () => {
  const boss = { lastName: 'Ås', managerId: 'l2' };
  const past = [opened(boss), born(1, boss)];
  const link = given({ telling: (target) => (target === 'l3' ? 'never' : 'yes') });

  test('keeps what nobody could be told', () => {
    const aside = seen(hrm, 2, { ...boss, managerId: 'l3' });
    const { events, asked, standing } = link(...past, aside).when(seen(pogo, 2, { ...boss, managerId: 'l4' }));
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'ConflictFound', member: hrm, theirs: { managerId: 'l3' } }),
    );
    expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['managerId'] }]);
    expect(standing.state).toBe('differ');
  });
  test('keeps it also where the edit says what is agreed already', () => {
    const aside = [seen(hrm, 2, { ...boss, managerId: 'l4' }), seen(hrm, 3, { ...boss, managerId: 'l3' })];
    const { events } = link(...past, ...aside).when(seen(pogo, 2, { ...boss, managerId: 'l4' }));
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'ConflictFound', member: hrm, theirs: { managerId: 'l3' } }),
    );
  });
  test('keeps it also where the edit meets what its own side had said before', () => {
    const aside = [seen(hrm, 2, { ...boss, managerId: 'l4' }), seen(hrm, 3, { ...boss, managerId: 'l3' })];
    const { events } = link(...past, ...aside).when(seen(pogo, 2, { ...boss, managerId: 'l5' }));
    for (const [member, theirs] of [[pogo, 'l5'] as const, [hrm, 'l3'] as const])
      expect(events).toContainEqual(
        expect.objectContaining({ type: 'ConflictFound', member, theirs: { managerId: theirs } }),
      );
  });
  test('keeps that a required field was emptied', () => {
    const aside = seen(pogo, 2, { ...boss, lastName: null });
    const { events, asked } = link(...past, aside).when(seen(hrm, 2, { ...boss, lastName: 'Å' }));
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'ConflictFound', member: pogo, theirs: { lastName: null } }),
    );
    expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['lastName'] }]);
  });
  test('keeps nothing where nobody else had edited it', () => {
    const aside = seen(hrm, 2, { ...boss, managerId: 'l3' });
    expect(link(...past, aside).when(seen(hrm, 3, { ...boss, managerId: 'l5' })).types).not.toContain('ConflictFound');
  });
});
