import { expect, test } from 'vitest';
import { answered, born, given, hrm, opened, pogo, seen } from '../testing/given.js';

const anna = { firstName: 'Anna', lastName: 'Ås', phone: '1', email: 'a@x.no', employeeNumber: '7', managerId: null };
const told = { firstName: 'Anna', lastName: 'Ås', phone: '1', email: 'a@x.no', employeeNumber: '7' };
const { phone: _, ...masked } = anna;
const linked = [opened(anna), born(1, told)];
const link = given();

test('a value that becomes masked is no edit: nothing is written, and the reason is shown', () => {
  const { asked, standing } = link(...linked).when(seen(pogo, 2, masked));
  expect(asked).toEqual([]);
  expect(standing).toMatchObject({ state: 'agree', reasons: [{ field: 'phone', code: 'hidden' }] });
});

test('a masked value is not written, whatever the other side says meanwhile', () => {
  const { asked } = link(...linked, seen(pogo, 2, masked)).when(seen(hrm, 2, { ...told, phone: '2', email: 'b@x.no' }));
  expect(asked).toEqual([{ member: pogo, op: 'update', fields: ['email'] }]);
});

test('an edit made behind the mask travels once it can be read again', () => {
  const { asked, standing } = link(...linked, seen(pogo, 2, masked)).when(seen(pogo, 3, { ...anna, phone: '3' }));
  expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['phone'] }]);
  expect(standing.reasons).toEqual([]);
});

test('what was edited elsewhere behind the mask is told once it can be read again', () => {
  const past = [...linked, seen(pogo, 2, masked), seen(hrm, 2, { ...told, phone: '2' })];
  expect(link(...past).when(seen(pogo, 3, anna)).asked).toEqual([{ member: pogo, op: 'update', fields: ['phone'] }]);
});

test('an answer that shows a value masked makes it unknown as well', () => {
  const past = [...linked, seen(hrm, 2, { ...told, email: 'b@x.no' })];
  const answer = answered(pogo, 1, { sent: ['email'], values: { ...masked, email: 'b@x.no' }, revision: 2 });
  const { state, standing } = link(...past).when(answer);
  expect(state.members[pogo]!.said).not.toHaveProperty('phone');
  expect(standing).toMatchObject({ state: 'agree', reasons: [{ code: 'hidden' }] });
});
