import type { Decision } from '@samsvar/contracts';
import { linkIdOf, recordKey } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { Hrm, hrmKey, person } from '../testing/hrm.js';

describe('a person who is asked', () => {
  const rivals = async () => {
    const hrm = new Hrm();
    const { office } = hrm;
    const twin = (id: string) =>
      office.seen('powerofficego', 'EMPLOYEE', id, person({ email: 'm@x.no', employeeNumber: id }));
    await office.hear(twin('8'), twin('9'), hrm.person('1', { email: 'm@x.no' }));
    await hrm.meets();
    return hrm;
  };

  test('about an HRM record keeps it from founding a link of its own', async () => {
    const hrm = await rivals();
    expect(hrm.office.standings()).toEqual({ '8': 'waiting', '9': 'waiting' });
    await hrm.office.hear(hrm.person('1', { email: 'other@x.no' }, 'EMPLOYEE', 2));
    expect(hrm.asked()).toEqual([]);
    expect(hrm.office.ledger.kept.size).toBe(2);
  });

  test('is asked about an HRM record that fits one whose place is taken', async () => {
    const hrm = new Hrm();
    const { office } = hrm;
    await office.hear(
      office.seen('powerofficego', 'EMPLOYEE', '9', person({ email: 'm@x.no', employeeNumber: '9' })),
      hrm.person('1', { email: 'm@x.no', employeeNumber: '9' }),
    );
    await hrm.meets();
    await office.hear(hrm.person('2', { email: 'm@x.no' }));
    expect([hrm.asked(), office.standings()]).toEqual([[], { '9': 'agree', '2': 'waiting' }]);
    expect(hrm.link('employee', '2')!.changed.state.proposal).toMatchObject({
      code: 'taken',
      candidates: [recordKey(office.ref('powerofficego', 'EMPLOYEE', '9'))],
    });
  });
});

describe('a person who decides', () => {
  const by = { who: 'kari', why: 'I know them' };
  const linkOf = (id: string) =>
    linkIdOf({ tenant: 'default', system: 'powerofficego', resource: 'contact', id }, 'employee');
  const bornLink = (id: string) =>
    linkIdOf({ tenant: 'default', system: 'customhrm', resource: 'employee', id }, 'employee');
  const office = async () => {
    const hrm = new Hrm();
    const twin = (id: string) =>
      hrm.office.seen('powerofficego', 'EMPLOYEE', id, person({ email: 'm@x.no', employeeNumber: id }));
    await hrm.office.hear(twin('8'), twin('9'), hrm.person('1', { email: 'm@x.no' }));
    await hrm.meets();
    return hrm;
  };
  const decides = (hrm: Hrm, id: string, decision: Decision) => hrm.office.carryOut({ id, by, decision });

  test('that an HRM record is none of those asked about lets it be made, and asks no more', async () => {
    const hrm = await office();
    await decides(hrm, 'k1', { type: 'declineProposal', link: linkOf('8'), then: 'create' });
    expect(hrm.asked()).toEqual(['create customhrm Moe']);
    await decides(hrm, 'k2', { type: 'declineProposal', link: linkOf('9'), then: 'create' });
    expect([...hrm.asked()].sort()).toEqual([
      'create customhrm Moe',
      'create customhrm Moe',
      'create powerofficego Moe',
    ]);
  });

  test('that what would be born is there already links the two, and nothing is made', async () => {
    const hrm = await office();
    await decides(hrm, 'k1', { type: 'acceptProposal', link: linkOf('8'), candidate: '1' });
    await hrm.settle();
    await hrm.office.hear(hrm.person('2', { email: 'm@x.no' }));
    expect(hrm.office.standings()).toMatchObject({ '2': 'waiting' });
    const refused = await decides(hrm, 'k2', { type: 'acceptProposal', link: bornLink('2'), candidate: '8' });
    expect(refused).toMatchObject({
      refused: { code: 'not-possible', words: expect.stringContaining('is linked with') },
    });
    const links = await decides(hrm, 'k3', { type: 'acceptProposal', link: bornLink('2'), candidate: '9' });
    expect(links).toMatchObject({ links: [bornLink('2'), linkOf('9')] });
    expect(hrm.asked()).toEqual(['update customhrm employeeNumber']);
    expect(hrm.office.ledger.rows.get(hrmKey('employee', '2'))).toMatchObject({ linkId: linkOf('9') });
  });

  test('that what would be born is another has it made', async () => {
    const hrm = await office();
    await decides(hrm, 'k1', { type: 'acceptProposal', link: linkOf('8'), candidate: '1' });
    await hrm.settle();
    await hrm.office.hear(hrm.person('2', { email: 'm@x.no' }));
    await decides(hrm, 'k2', { type: 'declineProposal', link: bornLink('2'), then: 'create' });
    expect(hrm.asked()).toEqual(['create powerofficego Moe']);
  });
});
