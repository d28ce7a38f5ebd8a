import { expect, test } from 'vitest';
import type { LinkInput } from './decide.js';
import { answered, born, given, hrm, opened, pogo, seen } from '../testing/given.js';

const anna = { firstName: 'Anna', lastName: 'Ås', phone: '1', email: 'a@x.no', employeeNumber: '7', managerId: null };
const told = { firstName: 'Anna', lastName: 'Ås', phone: '1', email: 'a@x.no', employeeNumber: '7' };
const link = given();

/** One system's automation wants `2`, the other's `1`; each write that follows succeeds. */
function quarrelling(turns: number): readonly LinkInput[] {
  const inputs: LinkInput[] = [opened(anna), born(1, told)];
  for (let turn = 0; turn < turns; turn++) {
    const [at, other, phone] = turn % 2 === 0 ? ([pogo, hrm, '2'] as const) : ([hrm, pogo, '1'] as const);
    const values = at === pogo ? { ...anna, phone } : { ...told, phone };
    const echo = other === pogo ? { ...anna, phone } : { ...told, phone };
    inputs.push(seen(at, 2 + 2 * turn, values));
    const n = other === pogo ? (turn + 1) / 2 : 2 + turn / 2;
    inputs.push(answered(other, n, { sent: ['phone'], values: echo, revision: 3 + 2 * turn }));
  }
  return inputs;
}
const again = (turns: number) => quarrelling(turns + 1)[2 + 2 * turns]!;

test('a value that both sides put back in turn more than three times is set aside, and the rest flows', () => {
  expect(link(...quarrelling(3)).when(again(3)).asked).toMatchObject([{ member: pogo, fields: ['phone'] }]);
  const { asked, standing } = link(...quarrelling(4)).when(again(4));
  expect(asked).toEqual([]);
  expect(standing).toMatchObject({ state: 'parked', reasons: [{ field: 'phone', code: 'bounces' }] });
  const edited = link(...quarrelling(4), again(4)).when(seen(pogo, 99, { ...anna, phone: '2', email: 'b@x.no' }));
  expect(edited.asked).toEqual([{ member: hrm, op: 'update', fields: ['email'] }]);
});

test('a person who changes a value to and fro on one side is heard each time', () => {
  const toAndFro = [...Array(9).keys()].flatMap((turn): readonly LinkInput[] => {
    const phone = turn % 2 === 0 ? '2' : '1';
    const values = { ...told, phone };
    return [
      seen(pogo, 2 + turn, { ...anna, phone }),
      answered(hrm, 2 + turn, { sent: ['phone'], values, revision: 2 + turn }),
    ];
  });
  const { asked } = link(opened(anna), born(1, told), ...toAndFro).when(seen(pogo, 20, anna));
  expect(asked).toEqual([{ member: hrm, op: 'update', fields: ['phone'] }]);
});

test('another value ends the quarrel, and so does a person who has it tried again', () => {
  const parked = [...quarrelling(4), again(4)];
  expect(link(...parked).when(seen(hrm, 99, { ...told, phone: '3' })).asked).toEqual([
    { member: pogo, op: 'update', fields: ['phone'] },
  ]);
  const by = { who: 'kari', why: 'the import was stopped' };
  const { state } = link(...parked).when({ type: 'Released', units: ['phone'], by });
  expect(state.turns?.['phone']?.backs).toBe(0);
});
