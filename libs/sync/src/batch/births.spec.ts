import type {
  CanonicalWriteAnswered,
  CanonicalWriteRecord,
  Category,
  Decision,
  FlowId,
  Values,
} from '@samsvar/contracts';
import { linkIdOf, recordKey, referenceOf } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import type { Policy } from '../policy.js';
import { policyFrom } from '../policy.js';
import { plainField } from '../testing/given.js';
import { Office, officeSettings } from '../testing/office.js';
import type { TenantSettings } from './settings.js';

const usual = officeSettings();
const oneWay = { heardFrom: ['powerofficego' as const], toldTo: ['customhrm' as const] };
const policies: Partial<Record<Category, Policy>> = {
  DEPARTMENT: policyFrom('DEPARTMENT', [
    plainField('name', { required: true }),
    plainField('code', { findsBirth: true }),
    plainField('active'),
    plainField('managerId', { reference: 'employee', targets: ['EMPLOYEE'] }),
  ]),
  EMPLOYEE: policyFrom('EMPLOYEE', [
    ...Object.values(usual.policyOf('EMPLOYEE').fields),
    plainField('employeeNumber', { ...oneWay, bornBack: true, asksFirst: true }),
  ]),
};
const creating: readonly FlowId[] = ['departments-department', 'employees-employee'];
const settingsWith = (more: Partial<TenantSettings> = {}): TenantSettings =>
  officeSettings({
    policyOf: (category) => policies[category] ?? usual.policyOf(category),
    createsIn: (flow) => creating.includes(flow),
    ...more,
  });

const hrmKey = (resource: 'employee' | 'department', id: string) => `default/customhrm/${resource}/${id}`;
const person = (more: Values = {}): Values => ({
  lastName: 'Moe',
  email: null,
  departmentId: null,
  managerId: null,
  employeeNumber: null,
  ...more,
});
const section = (more: Values = {}): Values => ({ name: 'Salg', code: '10', managerId: null, ...more });

class Hrm {
  readonly office: Office;
  constructor(settings = settingsWith()) {
    this.office = new Office(settings);
  }
  person = (id: string, more: Values = {}, category: Category = 'EMPLOYEE', revision = 1) =>
    this.office.seen('customhrm', category, id, person(more), { revision });
  department = (id: string, more: Values = {}, revision = 1) =>
    this.office.seen('customhrm', 'DEPARTMENT', id, section(more), { revision });
  async meets(): Promise<void> {
    await this.office.scansComplete();
    await this.office.meetAll();
  }
  /** Every command there is, as the systems are asked. */
  asked(): readonly string[] {
    return this.office.commands.map(
      ({ op, ticket, values }) =>
        `${op} ${ticket.system} ${String(values['name'] ?? values['lastName'] ?? Object.keys(values))}`,
    );
  }
  async settle(): Promise<readonly string[]> {
    const waves: string[] = [];
    while (this.office.commands.length > 0) {
      waves.push(this.asked().join(', '));
      await this.office.obey();
    }
    return waves;
  }
  only(): CanonicalWriteRecord {
    const [command, ...others] = this.office.commands.splice(0);
    expect(others).toEqual([]);
    return command!;
  }
  /** What PowerOffice Go answers to a birth; values as it stored them. */
  answer(command: CanonicalWriteRecord, more: Partial<CanonicalWriteAnswered>) {
    const answer = this.office.done(command).data as CanonicalWriteAnswered;
    return this.office.message('WriteAnswered', { ...answer, ...more, values: { ...answer.values, ...more.values } });
  }
  refuses({ ticket }: CanonicalWriteRecord, field: string | null, code: 'number-not-numeric' | 'not-unique') {
    const refusals = [{ field, code, words: 'no' }];
    return this.office.message('WriteAnswered', { ticket, outcome: 'refused', sent: [], refusals });
  }
  link(resource: 'employee' | 'department', id: string) {
    const kind = resource;
    return this.office.ledger.kept.get(linkIdOf({ tenant: 'default', system: 'customhrm', resource, id }, kind));
  }
}

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

describe('a department born in the HRM', () => {
  test('waits for its code, and is made when it has one', async () => {
    const hrm = new Hrm();
    await hrm.meets();
    await hrm.office.hear(hrm.department('d', { code: null }));
    const parked = hrm.link('department', 'd')!.changed.standing;
    expect(parked).toMatchObject({ state: 'parked', reasons: [{ field: 'code', code: 'missing-required' }] });
    expect(parked.reasons[0]!.words).toBe('PowerOffice Go requires code, which is empty in the HRM. Fill it in there.');
    await hrm.office.hear(hrm.department('d', { code: '10' }, 2));
    expect(hrm.only().values).toEqual({ name: 'Salg', code: '10' });
  });

  test('whose code PowerOffice Go refuses is set aside with its words, until the code changes', async () => {
    const hrm = new Hrm();
    await hrm.meets();
    await hrm.office.hear(hrm.department('d'));
    await hrm.office.hear(hrm.refuses(hrm.only(), 'code', 'not-unique'));
    expect(hrm.office.standings()).toEqual({ d: 'parked' });
    await hrm.office.hear(hrm.department('d', { code: '11' }, 2));
    expect(hrm.only()).toMatchObject({ op: 'create', values: { code: '11' }, ticket: { n: 2 } });
  });

  const beingBorn = async () => {
    const hrm = new Hrm();
    await hrm.meets();
    await hrm.office.hear(hrm.department('d'));
    const command = hrm.only();
    const met = hrm.office.seen('powerofficego', 'DEPARTMENT', `p-${command.ticket.linkId.slice(0, 6)}`, section(), {
      revision: 1,
    });
    await hrm.office.hear(met);
    expect([hrm.asked(), hrm.office.ledger.kept.size]).toEqual([[], 1]);
    return { hrm, command };
  };

  test('waits when it is met before its birth is answered: it bears no reference (Inv 12)', async () => {
    const { hrm, command } = await beingBorn();
    await hrm.office.hear(hrm.answer(command, { revision: 1 }));
    expect([hrm.asked(), hrm.office.standings()]).toEqual([[], { d: 'agree' }]);
    expect(hrm.office.ledger.state.awaitBirth).toEqual([]);
    expect(hrm.office.ledger.state.counts['departments-department']).toMatchObject({ records: 1, linked: 1, agree: 1 });
  });

  test('that was refused lets what waited for it meet', async () => {
    const { hrm, command } = await beingBorn();
    await hrm.office.hear(hrm.refuses(command, null, 'not-unique'));
    expect([hrm.asked(), hrm.office.standings()]).toEqual([[], { d: 'agree' }]);
  });

  test('that was there already meets it: nothing is made, and a difference is kept (Inv 7)', async () => {
    const hrm = new Hrm();
    await hrm.meets();
    await hrm.office.hear(hrm.department('d'));
    const command = hrm.only();
    const values = section({ name: 'Salg og marked' });
    await hrm.office.hear(hrm.answer(command, { outcome: 'stale', sent: [], values }));
    expect(hrm.only()).toMatchObject({ ticket: { system: 'customhrm' }, values: { name: 'Salg og marked' } });
    const { events, changed } = hrm.link('department', 'd')!;
    expect(events.find(({ type }) => type === 'InitialDifference')).toMatchObject({
      unit: 'name',
      agreed: { name: 'Salg' },
    });
    expect(changed.standing.linked).toBe(true);
  });

  test('whose place another link has is set aside for a person (Inv 7)', async () => {
    const hrm = new Hrm();
    const { office } = hrm;
    await office.hear(office.seen('powerofficego', 'DEPARTMENT', '7', section({ code: '7' })));
    await hrm.meets();
    await hrm.settle();
    await office.hear(hrm.department('d', { name: 'Lager' }));
    const command = hrm.only();
    const ref = office.ref('powerofficego', 'DEPARTMENT', '7');
    await office.hear(hrm.answer(command, { outcome: 'stale', sent: [], ref, revision: 9 }));
    expect([hrm.asked(), office.standings()]).toEqual([[], { '7': 'agree', d: 'parked' }]);
    expect(hrm.link('department', 'd')!.changed.standing.reasons).toMatchObject([{ code: 'taken' }]);
  });

  test('that a person makes in PowerOffice Go by hand, while it waits for something, is joined', async () => {
    const hrm = new Hrm();
    const { office } = hrm;
    await hrm.meets();
    await office.hear(hrm.department('d', { name: null }));
    expect(office.standings()).toEqual({ d: 'parked' });
    await office.hear(office.seen('powerofficego', 'DEPARTMENT', '7', section()));
    expect(hrm.only()).toMatchObject({ ticket: { system: 'customhrm' }, values: { name: 'Salg' } });
    expect(office.ledger.kept.size).toBe(1);
  });
});
