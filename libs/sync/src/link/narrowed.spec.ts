import { describe, expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { answered, born, given, hrm, joined, opened, plainField, pogo, seen } from '../testing/given.js';

describe('a field that a tenant lets travel towards PowerOffice Go only', () => {
  const toPogo = { heardFrom: ['customhrm'], toldTo: ['powerofficego'] } as const;
  const link = given({ policy: policyFrom('EMPLOYEE', [plainField('phone', toPogo), plainField('email')]) });
  const [mine, theirs] = [
    { phone: '1', email: 'a' },
    { phone: '2', email: 'a' },
  ];
  const told = answered(pogo, 1, { sent: ['phone'], values: theirs, revision: 2 });

  test('is what the HRM says when the records meet, whoever owns it', () => {
    const { asked, types } = link().when(joined(theirs, mine));
    expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['phone'] }]);
    expect(types).not.toContain('InitialDifference');
  });
  test('follows every later edit there', () => {
    const { asked } = link(joined(theirs, mine), told).when(seen(hrm, 5, { ...theirs, phone: '3' }));
    expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['phone'] }]);
  });
  test('is told again once when it is edited in PowerOffice Go', () => {
    const { types, asked } = link(joined(theirs, mine), told).when(seen(pogo, 3, { ...theirs, phone: '9' }));
    expect(types).toContain('Overridden');
    expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['phone'] }]);
  });
  test('is nobody’s opinion until the HRM says it', () => {
    const past = [opened(mine), born(1, { phone: null, email: 'a' })];
    expect(link(...past).state.agreed).toEqual({ email: 'a' });
    const { asked } = link(...past).when(seen(hrm, 2, theirs));
    expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['phone'] }]);
  });
});

describe('a field that a tenant has switched off', () => {
  const off = { heardFrom: [], toldTo: [], asksFirst: true };
  const link = given({ policy: policyFrom('EMPLOYEE', [plainField('number', off), plainField('email')]) });
  const met = joined({ number: '8', email: 'a' }, { number: '7', email: 'a' });
  const agrees = { asked: [], standing: expect.objectContaining({ state: 'agree', settled: false }) as object };

  test('is not compared when the records meet, nor when it is edited', () => {
    expect(link().when(met)).toMatchObject(agrees);
    const edited = link(met, seen(hrm, 5, { number: '9', email: 'a' }));
    expect(edited.when(seen(hrm, 6, { number: '10', email: 'a' }))).toMatchObject(agrees);
  });
});
