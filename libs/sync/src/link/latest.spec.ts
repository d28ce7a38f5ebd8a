import { describe, expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import type { Values } from '@samsvar/contracts';
import { answered, born, given, hrm, opened, plainField, pogo, says } from '../testing/given.js';
import type { LinkInput } from './decide.js';
import type { MemberKey } from './events.js';

const covered = { powerofficego: 'record', customhrm: 'record' };
const phone = plainField('phone', { owner: 'latest', stamps: covered });
const link = given({ policy: policyFrom('EMPLOYEE', [phone, plainField('email')]) });
const at = (time: string) => `2026-03-01T${time}:00Z`;
const says2 = (member: MemberKey, values: Values, stamp: string | undefined, message = 'm7'): LinkInput => ({
  type: 'Seen',
  words: says(member, 2, values, { reading: { message, ...(stamp !== undefined && { stamps: { record: stamp } }) } }),
});

/** PowerOffice Go is edited, then the HRM is found to have been edited too before it could be told. */
function bothEdited(goAt: string | undefined, hrmAt: string | undefined, linked = link) {
  const past = [opened({ phone: '1', email: 'a' }), born(1, { phone: '1', email: 'a' })];
  const stale = answered(hrm, 2, {
    outcome: 'stale',
    values: { phone: '3', email: 'a' },
    revision: 2,
    reading: { message: 'm9', ...(hrmAt !== undefined && { stamps: { record: hrmAt } }) },
  });
  return linked(...past, says2(pogo, { phone: '2', email: 'a' }, goAt)).when(stale);
}

describe('where the latest wins', () => {
  test('the later of two edits wins when both stamps say so', () => {
    const { events, state } = bothEdited(at('10:00'), at('10:06'));
    expect(events).toContainEqual({
      type: 'ConflictFound',
      unit: 'phone',
      member: hrm,
      theirs: { phone: '3' },
      agreed: { phone: '2' },
      theirsFrom: { member: hrm, revision: 2, stamp: at('10:06'), message: 'm9' },
      agreedFrom: { member: pogo, revision: 2, stamp: at('10:00'), message: 'm7' },
      why: 'both-changed',
      winner: hrm,
    });
    expect(events).toContainEqual({ type: 'ConflictSettled', unit: 'phone', winner: hrm, by: 'latest' });
    expect(state.agreed['phone']).toBe('3');
  });
  test('the earlier one loses whichever system it was made in', () => {
    expect(bothEdited(at('10:06'), at('10:00')).state.agreed['phone']).toBe('2');
  });
  test.each([
    ['the stamps are no further apart than the clocks may be', at('10:00'), at('10:05')],
    ['a stamp may be our own', undefined, at('10:06')],
    ['a stamp does not say its zone', '2026-03-01T10:00:00', at('12:00')],
    ['a stamp is no time', 'yesterday', at('10:06')],
  ])('PowerOffice Go wins where %s', (_, goAt, hrmAt) => {
    const { events, state } = bothEdited(goAt, hrmAt);
    expect(state.agreed['phone']).toBe('2');
    expect(events).toContainEqual(expect.objectContaining({ type: 'ConflictSettled', by: 'owner' }));
  });
  test('PowerOffice Go wins where a stamp does not cover the field', () => {
    const uncovered = plainField('phone', { owner: 'latest', stamps: { customhrm: 'record' } });
    const other = given({ policy: policyFrom('EMPLOYEE', [uncovered, plainField('email')]) });
    expect(bothEdited(at('10:00'), at('10:06'), other).state.agreed['phone']).toBe('2');
  });
  test('a first difference goes by the stamps of both records', () => {
    const reading = (stamp: string) => ({ reading: { stamps: { record: stamp } } });
    const meeting = (theirs: string): LinkInput => ({
      type: 'Opened',
      kind: 'employee',
      words: says(pogo, 1, { phone: '1' }, reading(at('10:00'))),
      meets: { type: 'Joined', words: says(hrm, 4, { phone: '2' }, reading(theirs)) },
    });
    expect(link().when(meeting(at('10:06'))).state.agreed['phone']).toBe('2');
    expect(link().when(meeting(at('09:00'))).state.agreed['phone']).toBe('1');
    expect(link().when(meeting(at('10:04'))).state.agreed['phone']).toBe('1');
  });
});
