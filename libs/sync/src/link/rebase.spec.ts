import type { Scalar } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { born, given, hrm, opened, pogo, says } from '../testing/given.js';
import type { LinkInput, MemberWords } from './decide.js';

const anna = { firstName: 'Anna', lastName: 'Ås', phone: '1', email: 'a@x.no', employeeNumber: '7' };
const link = given();
/** The same revision, said by a newer version of its mapping. */
const remapped = (member: MemberWords['member'], values: Record<string, Scalar>): LinkInput => ({
  type: 'Seen',
  words: says(member, 1, values, { mapping: 'm2' }),
});
const linked: LinkInput[] = [opened(anna), { ...born(1, anna), mapping: 'm1' } as LinkInput];

describe('a record said by a newer version of its mapping', () => {
  test('is no edit, and what agreed goes on agreeing', () => {
    const { asked, state, standing } = link(...linked).when(remapped(pogo, { ...anna, phone: '+47 1' }));
    expect([asked, state.agreed['phone'], standing.state]).toEqual([[], '1', 'agree']);
  });
  test('is not lossy where it says the same in another spelling', () => {
    const { standing } = link(...linked).when(remapped(pogo, { ...anna, email: 'A@X.no' }));
    expect(standing).toMatchObject({ state: 'agree', lossy: false });
  });
  test('meets for the first time in what it says for the first time', () => {
    const both = { ...anna, managerId: null };
    const first = link(...linked, remapped(pogo, { ...anna, managerId: 'l2' })).when(remapped(hrm, both));
    expect(first.asked).toEqual([{ member: hrm, op: 'update', fields: ['managerId'] }]);
    const other = link(...linked, remapped(pogo, both)).when(remapped(hrm, { ...anna, managerId: 'l2' }));
    expect(other.asked).toEqual([{ member: pogo, op: 'update', fields: ['managerId'] }]);
  });
});
