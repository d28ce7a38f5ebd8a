import { expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { given, hrm, joined, plainField, seen } from '../testing/given.js';

const full = { phone: '1', country: 'NO' };
const policy = policyFrom('EMPLOYEE', [plainField('phone'), plainField('country', { propagateClear: false })]);
const link = given({ policy });

test('a field that says so never travels empty: who emptied it is told it again', () => {
  const { asked, state } = link(joined(full, full)).when(seen(hrm, 5, { phone: '1', country: null }));
  expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['country'] }]);
  expect(state.agreed['country']).toBe('NO');
});
