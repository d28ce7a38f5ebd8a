import { describe, expect, test } from 'vitest';
import { answered, born, given, hrm, opened, pogo, says, seen } from '../testing/given.js';
import type { LinkInput } from './decide.js';

const anna = { firstName: 'Anna', lastName: 'Ås', phone: '1', email: null, employeeNumber: '7', managerId: 'l2' };
const { managerId: _, ...rest } = anna;
const linked = [opened(anna), born(1, anna)];
const unresolved = { managerId: 'default/customhrm/employee/3' };
const link = given();
const toldPogo = [{ member: pogo, op: 'update', fields: ['managerId'] }];

describe('a reference that names a record without a link', () => {
  const away: LinkInput = { type: 'Seen', words: says(hrm, 2, rest, { unresolved }) };

  test('and is cleared afterwards travels as the clear it is', () => {
    expect(link(...linked, away).when(seen(hrm, 3, { ...anna, managerId: null })).asked).toEqual(toldPogo);
  });
  test('and then names another that has one travels too', () => {
    expect(link(...linked, away).when(seen(hrm, 3, { ...anna, managerId: 'l4' })).asked).toEqual(toldPogo);
  });
  test('and then names what it named before says nothing new', () => {
    const { asked, standing } = link(...linked, away).when(seen(hrm, 3, anna));
    expect([asked, standing.state]).toEqual([[], 'agree']);
  });
  test('is noted when the answer to another field brings it', () => {
    const done = answered(hrm, 2, { sent: ['phone'], values: { ...rest, phone: '2' }, unresolved, revision: 2 });
    const { state } = link(...linked, seen(pogo, 2, { ...anna, phone: '2' })).when(done);
    expect(state.members[hrm]!.waits).toEqual({ managerId: { target: unresolved.managerId, holds: false } });
  });
  test('is noted when only an answer brings it: it is never written over, and heard once it has a link', () => {
    const edit = seen(pogo, 2, { ...anna, phone: '2', managerId: 'l4' });
    const found = { outcome: 'stale' as const, values: rest, unresolved, revision: 2 };
    const { state, asked } = link(...linked, edit).when(answered(hrm, 2, found));
    expect(state.members[hrm]!.waits).toEqual({ managerId: { target: unresolved.managerId, holds: false } });
    expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['phone'] }]);
    const told = answered(hrm, 3, { sent: ['phone'], values: { ...rest, phone: '2' }, unresolved, revision: 3 });
    const { events } = link(...linked, edit, answered(hrm, 2, found), told).when({
      type: 'Resolved',
      member: hrm,
      field: 'managerId',
      value: 'l3',
    });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'ConflictFound', theirs: { managerId: 'l3' }, agreed: { managerId: 'l4' } }),
    );
  });
});
