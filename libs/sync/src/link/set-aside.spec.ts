import { describe, expect, test } from 'vitest';
import { answered, born, given, hrm, opened, pogo, says, seen } from '../testing/given.js';
import type { LinkInput } from './decide.js';

const anna = { firstName: 'Anna', lastName: 'Ås', phone: '1', email: 'a@x.no', employeeNumber: '7' };
const linked = [opened(anna), born(1, anna)];
const link = given();
const unfit = (member: typeof pogo, revision: number, field: string): LinkInput => {
  const problem = [{ field, code: 'schema' as const, words: 'no text' }];
  return { type: 'Seen', words: says(member, revision, anna, { problem }) };
};

describe('a link of which neither record can be read whole', () => {
  const past = [...linked, unfit(pogo, 2, 'phone')];
  const both = [...past, unfit(hrm, 2, 'email')];

  test('says why of both', () => {
    const { standing } = link(...past).when(unfit(hrm, 2, 'email'));
    expect(standing).toMatchObject({ state: 'parked', reasons: [{ field: 'phone' }, { field: 'email' }] });
  });
  test.each([
    [pogo, hrm],
    [hrm, pogo],
  ] as const)('stays set aside until %s can be read too', (later, sooner) => {
    const one = seen(sooner, 3, { ...anna, email: 'b@x.no' });
    expect(link(...both).when(one)).toMatchObject({ asked: [], standing: { state: 'parked', reasons: [{}] } });
    const other = link(...both, one).when(seen(later, 3, anna));
    expect(other.asked).toEqual([{ member: later, op: 'update', fields: ['email'] }]);
  });
});

describe('a record that became another kind', () => {
  const kind = { field: null, code: 'changed-kind' as const, words: 'Change it back.' };
  const changed: LinkInput = { type: 'Parked', member: pogo, reasons: [kind] };

  test('is set aside once, however often it is heard (Inv 3)', () => {
    expect(link(...linked, changed).when(changed).events).toEqual([]);
  });
  test('stays set aside while the other side is edited, and then takes the edit', () => {
    const edit = seen(hrm, 2, { ...anna, phone: '2' });
    expect(link(...linked, changed).when(edit)).toMatchObject({ asked: [], standing: { reasons: [kind] } });
    const back = link(...linked, changed, edit).when(seen(pogo, 4, anna));
    expect(back.asked).toEqual([{ member: pogo, op: 'update', fields: ['phone'] }]);
  });
});

describe('a record of which an answer shows that it cannot be read whole', () => {
  const { phone: _, ...rest } = anna;
  const problem = [{ field: 'phone', code: 'schema' as const, words: 'no text' }];
  const past = [...linked, seen(pogo, 2, { ...anna, email: 'b@x.no' })];
  const misfit = answered(hrm, 2, { sent: ['email'], values: { ...rest, email: 'b@x.no' }, problem, revision: 2 });

  test('is set aside, and written nowhere', () => {
    expect(link(...past).when(misfit).standing).toMatchObject({ state: 'parked', reasons: problem });
    expect(link(...past, misfit).when(seen(pogo, 3, { ...anna, email: 'c@x.no' })).asked).toEqual([]);
  });
  test('goes on when the answer to a write that was under way shows it whole', () => {
    const whole = answered(hrm, 2, { sent: ['email'], values: { ...anna, email: 'b@x.no' }, revision: 3 });
    expect(link(...past, unfit(hrm, 2, 'phone')).when(whole).standing.state).toBe('agree');
  });
});

describe('a record that a write did not find', () => {
  const past = [...linked, seen(hrm, 2, { ...anna, phone: '2' }), answered(pogo, 1, { outcome: 'gone' })];
  test('is set aside, and planned again when it is met, even unchanged', () => {
    expect(link(...past).when({ type: 'LookAgain' })).toMatchObject({ asked: [], standing: { state: 'parked' } });
    const { asked } = link(...past).when(seen(pogo, 2, anna));
    expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['phone'] }]);
  });
});

describe('a value that was refused', () => {
  const refused = (field: string | null) =>
    answered(hrm, 2, { outcome: 'refused', refusals: [{ field, code: 'refused', words: 'No.' }], values: anna });
  const edited = seen(pogo, 2, { ...anna, phone: '2' });

  test.each(['phone', null])('is set aside while it is what is wanted (named: %s)', (field) => {
    const { asked, standing } = link(...linked, edited).when(refused(field));
    expect(asked).toEqual([]);
    expect(standing.state).toBe('parked');
  });
  test.each(['phone', null])('holds nothing back once another is wanted: that is told (named: %s)', (field) => {
    const { asked } = link(...linked, edited, seen(pogo, 3, { ...anna, phone: '3' })).when(refused(field));
    expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['phone'] }]);
  });
  test('is forgotten once what was there before is wanted again', () => {
    const { asked, standing } = link(...linked, edited, seen(pogo, 3, anna)).when(refused('phone'));
    expect(asked).toEqual([]);
    expect(standing.state).toBe('agree');
  });
});

describe('a record whose writes are answered stale though nothing is new in it', () => {
  const edited = seen(pogo, 2, { ...anna, phone: '2' });
  const stale = (n: number) => answered(hrm, n, { outcome: 'stale', values: anna, revision: 1 });

  test('is set aside after the fifth in a row', () => {
    const four = [2, 3, 4, 5].map(stale);
    expect(link(...linked, edited, ...four).when({ type: 'LookAgain' }).standing.state).toBe('differ');
    expect(link(...linked, edited, ...four).when(stale(6)).standing).toMatchObject({
      state: 'parked',
      reasons: [{ code: 'invalid-value' }],
    });
  });
  test('is asked on where it was told anew meanwhile, as after a loss of its connector’s memory', () => {
    const told = seen(hrm, 9, anna);
    const past = [...linked, edited, stale(2), stale(3), told, ...[4, 5].map(stale)];
    expect(link(...past).when(stale(6)).standing.state).toBe('differ');
  });
});

describe('a record that a write did not find', () => {
  const asked = seen(hrm, 2, { ...anna, phone: '2' });
  const lost = answered(pogo, 1, { outcome: 'gone' });

  test('is there again for its link when the answer to a write of another one shows it', () => {
    expect(link(...linked, asked).when(lost).standing).toMatchObject({
      state: 'parked',
      reasons: [{ code: 'not-found' }],
    });
    const shown: LinkInput = { type: 'Afterwards', words: says(pogo, 5, anna), ours: ['email'], ambiguous: [] };
    const met = link(...linked, asked, lost).when(shown);
    expect(met.asked).toContainEqual({ member: pogo, op: 'update', fields: ['phone'] });
    expect(met.standing.state).toBe('differ');
  });
});
