import { describe, expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { answered, given, hrm, pogo } from '../testing/given.js';
import type { LinkInput } from './decide.js';
import { deactivated as done, gone, person, personFields, personSeen as seen, together } from '../testing/person.js';

const here = given({ policy: policyFrom('EMPLOYEE', personFields) });

describe('a record that comes back', () => {
  const parted = [together, gone(pogo), done(hrm, 1, 5)] as const;
  test('returns to its link, and the counterpart we deactivated is active again', () => {
    const { types, asked, standing } = here(...parted).when(seen(pogo, 10));
    expect(types).toContain('MemberReturned');
    expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['active'] }]);
    expect(standing).toMatchObject({ state: 'differ', linked: true });
  });
  test('hears what was edited meanwhile, and tells its own edits', () => {
    const kept = [together, gone(pogo), done(hrm, 1, 5), seen(hrm, 6, { active: false, phone: '2' })] as const;
    const { asked } = here(...kept).when(seen(pogo, 10, { email: 'b@x.no' }));
    expect(asked).toContainEqual({ member: pogo, op: 'update', fields: ['phone'] });
    expect(asked).toContainEqual({ member: hrm, op: 'update', fields: ['email'] });
  });
  test('asks before it reactivates what people changed since', () => {
    const { standing, asked } = here(...parted, seen(hrm, 6, { active: false, phone: '2' })).when(seen(pogo, 10));
    expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['phone'] }]);
    const after = here(...parted, seen(hrm, 6, { active: false, phone: '2' }), seen(pogo, 10));
    const told = answered(pogo, 1, { sent: ['phone'], values: { ...person, phone: '2' }, revision: 11 });
    expect(after.when(told).standing).toMatchObject({ state: 'conflicts', reasons: [{ code: 'returned-changed' }] });
    expect(standing.state).toBe('differ');
  });
  test('asks before it reactivates what others had made inactive, whichever came first', () => {
    const same = answered(hrm, 1, { outcome: 'same', values: { ...person, active: false }, revision: 5 });
    const asks = { state: 'conflicts', reasons: [{ code: 'returned-changed' }] };
    const settledFirst = here(together, gone(pogo), same).when(seen(pogo, 10));
    expect(settledFirst).toMatchObject({ asked: [], standing: asks });
    const backFirst = here(together, gone(pogo), seen(pogo, 10)).when(same);
    expect(backFirst).toMatchObject({ asked: [], standing: asks });
  });
  test('ends the question its deletion had raised', () => {
    const lost = answered(pogo, 1, { outcome: 'gone' });
    const quarrel = [together, seen(hrm, 5, { phone: '2' }), lost, gone(pogo)] as const;
    const { types, asked } = here(...quarrel).when(seen(pogo, 10));
    expect(types).toContain('ConflictSettled');
    expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['phone'] }]);
  });
  test('while its counterpart is being deactivated has that undone afterwards', () => {
    expect(here(together, gone(pogo)).when(seen(pogo, 10)).asked).toEqual([]);
    const { asked } = here(together, gone(pogo), seen(pogo, 10)).when(done(hrm, 1, 5));
    expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['active'] }]);
  });
  test('any number of times is no quarrel', () => {
    const round = (n: number): readonly LinkInput[] => [
      gone(pogo, 10 * n),
      done(hrm, 2 * n - 1, 10 * n + 1),
      seen(pogo, 10 * n + 2),
      answered(hrm, 2 * n, { sent: ['active'], values: person, revision: 10 * n + 3 }),
    ];
    const rounds = [1, 2, 3, 4, 5, 6].flatMap(round);
    expect(here(together, ...rounds.slice(0, -1)).when(rounds.at(-1)!).standing.state).toBe('agree');
  });
});
