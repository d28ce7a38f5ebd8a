import { expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { answered, given, hrm, opened, plainField, pogo, says, seen } from '../testing/given.js';

const address = given({
  policy: policyFrom(
    'EMPLOYEE',
    ['street', 'city'].map((name) => plainField(name, { unit: 'address' })),
  ),
});
/** The HRM has room for four letters of a street. */
const cut = answered(hrm, 1, {
  sent: ['street', 'city'],
  values: { street: 'Lang', city: 'Oslo' },
  revision: 1,
  ref: says(hrm, 1, {}).ref,
});
const past = [opened({ street: 'Lang gate 1', city: 'Oslo' }), cut];

test('what a system made of a value does not flow back with its neighbour', () => {
  const { asked, state, standing } = address(...past).when(seen(hrm, 2, { street: 'Lang', city: 'Bergen' }));
  expect(state.agreed).toEqual({ street: 'Lang gate 1', city: 'Bergen' });
  expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['city'] }]);
  expect(standing.lossy).toBe(true);
  expect(standing.state).toBe('differ');
});
test('an edit of what a system made of a value travels', () => {
  const { asked } = address(...past).when(seen(hrm, 2, { street: 'Vei', city: 'Oslo' }));
  expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['street'] }]);
});
test('which values a system stores otherwise is shown beside their agreement', () => {
  const { standing } = address(past[0]!).when(cut);
  expect(standing).toMatchObject({ state: 'agree', reasons: [{ field: 'street', code: 'lossy' }] });
});
