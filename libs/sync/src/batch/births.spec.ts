import { referenceOf } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { Hrm, creating, hrmKey, person, settingsWith } from '../testing/hrm.js';
import { withReferences } from '../testing/references.js';

describe('a record born in the HRM', () => {
  test('is made in PowerOffice Go once both systems have met, departments before people, managers first', async () => {
    const hrm = new Hrm();
    const { office } = hrm;
    await office.hear(
      hrm.person('1', { lastName: 'Vik', departmentId: hrmKey('department', 'd'), managerId: hrmKey('employee', '2') }),
      hrm.person('2', { lastName: 'Berg', departmentId: hrmKey('department', 'd') }),
      hrm.department('d', { managerId: hrmKey('employee', '2') }),
    );
    await office.meetAll();
    expect(office.commands).toEqual([]);
    await hrm.meets();
    expect(await hrm.settle()).toEqual([
      'create powerofficego Salg',
      'create powerofficego Berg',
      'create powerofficego Vik, update powerofficego managerId',
    ]);
    expect(office.standings()).toEqual({ d: 'agree', '1': 'agree', '2': 'agree' });
    expect(office.ledger.state.counts['employees-employee']).toMatchObject({
      records: 2,
      linked: 2,
      agree: 2,
      onlyInHrm: 0,
    });
  });

  test('bears the reference of its founding record, and is no newcomer when it is met (Inv 12)', async () => {
    const hrm = new Hrm();
    const { office } = hrm;
    await hrm.meets();
    await office.hear(hrm.person('1', { email: 'm@x.no' }));
    const command = hrm.only();
    const reference = referenceOf({ tenant: 'default', system: 'customhrm', resource: 'employee', id: '1' });
    expect(command).toMatchObject({
      op: 'create',
      reference,
      ticket: { system: 'powerofficego', resource: 'contact' },
    });
    const newborn = office.ref('powerofficego', 'EMPLOYEE', `p-${command.ticket.linkId.slice(0, 6)}`);
    await office.hear(
      office.seen('powerofficego', 'EMPLOYEE', newborn.id, person({ email: 'ny@x.no', employeeNumber: '7' }), {
        reference,
        revision: 2,
      }),
    );
    expect(office.commands).toEqual([]);
    await office.hear(hrm.answer(command, { values: { employeeNumber: '7' }, revision: 1 }));
    expect(office.ledger.kept.size).toBe(1);
    expect(office.commands.map(({ ticket, values }) => [ticket.system, values])).toEqual([
      ['customhrm', { employeeNumber: '7' }],
    ]);
    await office.obey();
    expect(hrm.only()).toMatchObject({ ticket: { system: 'customhrm' }, values: { email: 'ny@x.no' } });
  });

  test('is not made again in the HRM where it is not known there: a person is asked until it is (Inv 12, Inv 15)', async () => {
    const reference = referenceOf({ tenant: 'default', system: 'customhrm', resource: 'employee', id: '1' });
    const forgotten = new Hrm(withReferences(settingsWith()));
    const { office } = forgotten;
    await forgotten.meets();
    await office.hear(office.seen('powerofficego', 'EMPLOYEE', '7', person({ employeeNumber: '7' }), { reference }));
    expect([office.commands, office.standings()]).toEqual([[], { '7': 'waiting' }]);
    const [asked] = [...office.ledger.kept.values()];
    expect(asked!.changed.standing.reasons).toMatchObject([{ code: 'founder-missing' }]);
    await office.hear(forgotten.person('1', { lastName: 'Dahl' }));
    expect(office.commands.map(({ op, values }) => [op, values])).toEqual([['update', { employeeNumber: '7' }]]);
    await office.obey();
    expect(office.standings()).toEqual({ '7': 'conflicts' });
    expect(Object.values([...office.ledger.kept.values()][0]!.changed.members)).toContain(hrmKey('employee', '1'));
  });

  test('of another kind, in a flow that is not told to, ours or left behind stays there', async () => {
    const off = new Hrm(settingsWith({ createsIn: () => false }));
    await off.office.hear(off.person('1'));
    await off.meets();
    expect(off.asked()).toEqual([]);
    const hrm = new Hrm();
    const { office } = hrm;
    await office.hear(hrm.person('1', {}, 'CONTACT_PERSON'), hrm.person('2', {}, 'CUSTOMER_PERSON'), hrm.person('4'));
    const left = office.ledger.rows.get(hrmKey('employee', '4'))!;
    office.ledger.rows.set(left.key, { ...left, leftBehind: true });
    await office.hear(office.seen('customhrm', 'EMPLOYEE', '3', person(), { reference: `sv-${'a'.repeat(25)}` }));
    await hrm.meets();
    await office.hear(hrm.person('5', {}, 'CONTACT_PERSON'), hrm.person('4', { email: 'ny@x.no' }, 'EMPLOYEE', 2));
    expect(hrm.asked()).toEqual([]);
    expect(office.ledger.kept.size).toBe(0);
  });

  test('leaves PowerOffice Go the first choice, also within one batch', async () => {
    const hrm = new Hrm();
    const { office } = hrm;
    await hrm.meets();
    await office.hear(
      hrm.person('1', { email: 'm@x.no' }),
      office.seen('powerofficego', 'EMPLOYEE', '9', person({ email: 'm@x.no', employeeNumber: '9' })),
    );
    expect(hrm.asked()).toEqual(['update customhrm employeeNumber']);
    expect(office.standings()).toEqual({ '9': 'differ' });
  });

  test('is made when its flow is told to later, and each record has one turn', async () => {
    let on = false;
    const hrm = new Hrm(settingsWith({ createsIn: (flow) => on && creating.includes(flow) }));
    const { office } = hrm;
    await office.hear(hrm.person('1'), hrm.person('2', { lastName: 'Dahl' }), hrm.person('3', { lastName: 'Vik' }));
    await hrm.meets();
    expect(hrm.asked()).toEqual([]);
    on = true;
    await office.hear(hrm.department('d'));
    await office.meetAll(1);
    expect([...hrm.asked()].sort()).toEqual(
      ['Dahl', 'Moe', 'Salg', 'Vik'].map((name) => `create powerofficego ${name}`),
    );
    await hrm.settle();
    expect(office.ledger.state.meeting).toEqual({ department: 'met', employee: 'met' });
    on = false;
    await office.hear(hrm.person('4'));
    expect(hrm.asked()).toEqual([]);
  });

  test('whose flow is told not to any more is left out until it is told to again', async () => {
    let on = true;
    const hrm = new Hrm(settingsWith({ createsIn: () => on }));
    const { office } = hrm;
    await hrm.meets();
    await office.hear(hrm.department('d', { code: null }));
    expect(office.standings()).toEqual({ d: 'parked' });
    on = false;
    await office.hear(hrm.department('d', { code: '10' }, 2));
    expect([hrm.asked(), office.standings()]).toEqual([[], { d: 'skipped' }]);
    const { reasons } = hrm.link('department', 'd')!.changed.standing;
    expect(reasons).toMatchObject([{ code: 'creates-off', words: expect.stringContaining('Switch `creates` on') }]);
    on = true;
    await office.hear(hrm.department('d', { code: '11' }, 3));
    expect(hrm.asked()).toEqual(['create powerofficego Salg']);
  });

  test('that becomes another kind before PowerOffice Go has it is not made', async () => {
    const hrm = new Hrm();
    await hrm.meets();
    await hrm.office.hear(hrm.person('1', { lastName: null }));
    expect(hrm.office.standings()).toEqual({ '1': 'parked' });
    await hrm.office.hear(hrm.person('1', {}, 'CONTACT_PERSON', 2));
    expect([hrm.asked(), hrm.office.standings()]).toEqual([[], { '1': 'parked' }]);
    await hrm.office.hear(hrm.person('1', {}, 'EMPLOYEE', 3));
    expect(hrm.asked()).toEqual(['create powerofficego Moe']);
  });
});

describe('a record born in the HRM that is deleted there', () => {
  const isGone = (hrm: Hrm, revision: number) => {
    const ref = hrm.office.ref('customhrm', 'DEPARTMENT', 'd');
    return hrm.office.message('RecordGone', { ref, incarnation: 1, revision, proof: 'twice' });
  };

  test('before anything was asked for is never made', async () => {
    const hrm = new Hrm();
    await hrm.meets();
    await hrm.office.hear(hrm.department('d', { code: null }));
    await hrm.office.hear(isGone(hrm, 2));
    expect([hrm.asked(), hrm.office.standings()]).toEqual([[], { d: 'ended' }]);
  });

  test('while its birth is under way is made, and deactivated', async () => {
    const hrm = new Hrm();
    await hrm.meets();
    await hrm.office.hear(hrm.department('d'));
    const command = hrm.only();
    await hrm.office.hear(isGone(hrm, 2));
    await hrm.office.hear(hrm.answer(command, {}));
    expect(hrm.office.commands.map(({ op, ticket }) => [op, ticket.system])).toEqual([['deactivate', 'powerofficego']]);
  });
});

describe('the number of a newborn', () => {
  const born = async (number: string | null) => {
    const hrm = new Hrm();
    await hrm.meets();
    await hrm.office.hear(hrm.person('1', { employeeNumber: number }));
    return hrm;
  };

  test('is kept where PowerOffice Go takes it', async () => {
    const hrm = await born('42');
    const command = hrm.only();
    expect(command.values).toMatchObject({ employeeNumber: '42' });
    await hrm.office.hear(hrm.answer(command, {}));
    expect([hrm.asked(), hrm.office.standings()]).toEqual([[], { '1': 'agree' }]);
  });

  test('is given by PowerOffice Go where the HRM says none, and told to the HRM', async () => {
    const hrm = await born(null);
    await hrm.office.hear(hrm.answer(hrm.only(), { values: { employeeNumber: '7' } }));
    expect(hrm.only()).toMatchObject({ ticket: { system: 'customhrm' }, values: { employeeNumber: '7' } });
  });

  test('that PowerOffice Go does not take is left for a person, and the record is made all the same', async () => {
    const hrm = await born('A12');
    const first = hrm.only();
    await hrm.office.hear(hrm.refuses(first, 'employeeNumber', 'number-not-numeric'));
    const second = hrm.only();
    expect(second.values).toEqual({ lastName: 'Moe' });
    await hrm.office.hear(hrm.answer(second, { values: { employeeNumber: '7' } }));
    expect([hrm.asked(), hrm.office.standings()]).toEqual([[], { '1': 'conflicts' }]);
    const { state, standing } = hrm.link('employee', '1')!.changed;
    expect(state.units['employeeNumber']).toMatchObject({ conflict: { theirs: { employeeNumber: '7' }, first: true } });
    expect(standing.reasons).toMatchObject([{ field: 'employeeNumber', code: 'initial-difference' }]);
  });

  test('that is corrected in the HRM before the birth is the one that is told', async () => {
    const hrm = new Hrm();
    await hrm.meets();
    await hrm.office.hear(hrm.person('1', { lastName: null, employeeNumber: '42' }));
    await hrm.office.hear(hrm.person('1', { employeeNumber: '43' }, 'EMPLOYEE', 2));
    expect(hrm.only().values).toEqual({ lastName: 'Moe', employeeNumber: '43' });
  });
});
