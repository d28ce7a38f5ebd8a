import { describe, expect, test } from 'vitest';
import { Office, officeSettings } from '../testing/office.js';

const key = (resource: string, id: string, system = 'powerofficego') => `default/${system}/${resource}/${id}`;

/**
 * One department with a manager who works in it, a second employee below the manager, and a customer with a contact
 * person.
 */
async function heardOffice(settings = officeSettings()): Promise<Office> {
  const office = new Office(settings);
  await office.hear(
    office.seen('powerofficego', 'CONTACT_PERSON', '31', {
      lastName: 'Dahl',
      email: null,
      departmentId: key('contact', '21'),
    }),
    office.seen('powerofficego', 'EMPLOYEE', '12', {
      lastName: 'Vik',
      email: 'v@x.no',
      departmentId: key('departments', '1'),
      managerId: key('contact', '11'),
    }),
    office.seen('powerofficego', 'EMPLOYEE', '11', {
      lastName: 'Berg',
      email: 'b@x.no',
      departmentId: key('departments', '1'),
      managerId: null,
    }),
    office.seen('powerofficego', 'DEPARTMENT', '1', { name: 'Salg', code: '10', managerId: key('contact', '11') }),
    office.seen('powerofficego', 'CUSTOMER', '21', { name: 'Fjord AS', code: '10001' }),
  );
  return office;
}

async function metOffice(settings = officeSettings()): Promise<Office> {
  const office = await heardOffice(settings);
  await office.scansComplete();
  await office.meetAll();
  return office;
}

describe('before both systems have been listed completely', () => {
  test('records are kept and nothing is matched or created (Inv 11)', async () => {
    const office = await heardOffice();
    await office.meetAll();
    expect(office.commands).toEqual([]);
    expect(office.ledger.rows.size).toBe(5);
    expect(office.ledger.state.counts['employees-employee']).toMatchObject({ records: 2, differ: 2 });
  });
  test('a claim is not met by the right number of other ids', async () => {
    const office = await heardOffice();
    await office.scansComplete([office.ref('powerofficego', 'DEPARTMENT', '2')]);
    await office.meetAll();
    expect(office.commands).toEqual([]);
    await office.hear(office.seen('powerofficego', 'DEPARTMENT', '2', { name: 'Lager', code: '20', managerId: null }));
    await office.meetAll();
    expect(office.commands.length).toBeGreaterThan(0);
  });
  test('a tenant in `match` has everything planned, nothing written, and its records wait', async () => {
    const office = await metOffice(officeSettings({ phase: 'match' }));
    expect(office.commands).toEqual([]);
    expect(new Set(Object.values(office.standings()))).toEqual(new Set(['waiting']));
    expect(office.ledger.state.counts['employees-employee']).toMatchObject({ records: 2, waiting: 2 });
  });
});

describe('a first load', () => {
  test('creates departments, then people, managers first, and closes the circle with one update', async () => {
    const office = await metOffice();
    const waves: string[][] = [];
    for (let wave = await office.obey(); wave.length > 0; wave = await office.obey()) {
      waves.push(
        wave
          .map(({ op, values }) => `${op} ${String(values['name'] ?? values['lastName'] ?? Object.keys(values))}`)
          .sort(),
      );
    }
    expect(waves).toEqual([
      ['create Fjord AS', 'create Salg'],
      ['create Berg', 'create Dahl'],
      ['create Vik', 'update managerId'],
    ]);
    expect(new Set(Object.values(office.standings()))).toEqual(new Set(['agree']));
    expect(office.ledger.state.counts['employees-employee']).toMatchObject({
      records: 2,
      linked: 2,
      agree: 2,
      differ: 0,
      onlyInHrm: 0,
    });
  });
  test('breaks a circle of managers and lets the others wait for it', async () => {
    const office = new Office();
    const person = (id: string, boss: string) =>
      office.seen('powerofficego', 'EMPLOYEE', id, {
        lastName: id,
        email: null,
        departmentId: null,
        managerId: key('contact', boss),
      });
    await office.hear(person('1', '2'), person('2', '1'), person('3', '1'));
    await office.scansComplete();
    await office.meetAll();
    expect((await office.obey()).map(({ values }) => values['lastName'])).toEqual(['1', '2']);
    while ((await office.obey()).length > 0);
    expect(office.standings()).toEqual({ '1': 'agree', '2': 'agree', '3': 'agree' });
  });
  test('breaks a circle that somebody closes while its births wait for something else', async () => {
    const office = new Office();
    const person = (id: string, boss: string | null, department: string | null, revision = 1) => {
      const departmentId = department && key('departments', department);
      const values = { lastName: id, email: null, departmentId, managerId: boss && key('contact', boss) };
      return office.seen('powerofficego', 'EMPLOYEE', id, values, { revision });
    };
    const department = office.seen('powerofficego', 'DEPARTMENT', '1', { name: 'Salg', code: '10', managerId: null });
    await office.hear(person('11', null, '1'), person('12', '11', null), department);
    await office.scansComplete();
    await office.meetAll();
    await office.hear(person('11', '12', '1', 2));
    while ((await office.obey()).length > 0);
    expect(office.standings()).toEqual({ '1': 'agree', '11': 'agree', '12': 'agree' });
  });
  test('waits for nobody who was deleted before both systems had met', async () => {
    const office = new Office();
    const named = { departmentId: key('departments', '2'), managerId: null };
    await office.hear(
      office.seen('powerofficego', 'EMPLOYEE', '12', { lastName: 'Vik', email: null, ...named }),
      office.seen('powerofficego', 'EMPLOYEE', '11', { lastName: 'Berg', email: null, ...named, departmentId: null }),
      office.seen('powerofficego', 'DEPARTMENT', '1', { name: 'Salg', code: '10', managerId: key('contact', '11') }),
      office.seen('powerofficego', 'DEPARTMENT', '2', { name: 'Lager', code: '20', managerId: null }),
    );
    for (const ref of [office.ref('powerofficego', 'DEPARTMENT', '2'), office.ref('powerofficego', 'EMPLOYEE', '11')]) {
      await office.hear(office.message('RecordGone', { ref, incarnation: 1, revision: 2, proof: 'twice' }));
    }
    await office.scansComplete();
    await office.meetAll();
    const made: unknown[] = [];
    for (let wave = await office.obey(); wave.length > 0; wave = await office.obey()) {
      made.push(...wave.map(({ values }) => values['name'] ?? values['lastName']));
    }
    expect(made).toEqual(['Salg', 'Vik']);
    expect(office.standings()).toEqual({ '1': 'waiting', '12': 'waiting' });
  });
  test('a department that names a manager who is deleted before meeting says that it waits', async () => {
    const office = new Office();
    await office.hear(
      office.seen('powerofficego', 'EMPLOYEE', '11', {
        lastName: 'Berg',
        email: null,
        departmentId: null,
        managerId: null,
      }),
      office.seen('powerofficego', 'DEPARTMENT', '1', { name: 'Salg', code: '10', managerId: key('contact', '11') }),
    );
    await office.scansComplete();
    await office.meetSlice(1);
    expect((await office.obey()).map(({ values }) => values['name'])).toEqual(['Salg']);
    const ref = office.ref('powerofficego', 'EMPLOYEE', '11');
    await office.hear(office.message('RecordGone', { ref, incarnation: 1, revision: 2, proof: 'twice' }));
    expect(office.standings()).toEqual({ '1': 'waiting' });
  });
  test('costs a number of round trips that does not grow with the records', async () => {
    const readsFor = async (count: number) => {
      const office = new Office();
      const ids = Array.from({ length: count }, (_, index) => String(index + 1));
      await office.hear(
        ...ids.map((id) =>
          office.seen('powerofficego', 'EMPLOYEE', id, {
            lastName: id,
            email: `${id}@x.no`,
            departmentId: null,
            managerId: null,
          }),
        ),
      );
      await office.scansComplete();
      office.ledger.reads = 0;
      await office.meetAll();
      await office.obey();
      return office.ledger.reads;
    };
    expect(await readsFor(300)).toBe(await readsFor(3));
  });
  test('is the same in small slices', async () => {
    const office = await heardOffice();
    await office.scansComplete();
    await office.meetAll(1);
    while ((await office.obey()).length > 0);
    expect(new Set(Object.values(office.standings()))).toEqual(new Set(['agree']));
  });
});

describe('matching', () => {
  const employee = (office: Office, id: string, email: string) =>
    office.seen('powerofficego', 'EMPLOYEE', id, { lastName: 'Moe', email, departmentId: null, managerId: null });
  const hrmEmployee = (office: Office, id: string, email: string, category = 'EMPLOYEE' as const) =>
    office.seen('customhrm', category, id, { lastName: 'Moe', email, departmentId: null, managerId: null });
  const met = async (...build: ((office: Office) => ReturnType<typeof employee>)[]) => {
    const office = new Office();
    await office.hear(...build.map((make) => make(office)));
    await office.scansComplete();
    await office.meetAll();
    return office;
  };
  test('one candidate on each side under a sure rule is linked, without a write', async () => {
    const office = await met(
      (o) => employee(o, '1', 'm@x.no'),
      (o) => hrmEmployee(o, 'h1', 'm@x.no'),
    );
    expect(office.commands).toEqual([]);
    expect(office.standings()).toEqual({ '1': 'agree' });
    expect(office.ledger.state.counts['employees-employee']).toMatchObject({ linked: 1, onlyInHrm: 0 });
  });
  test('two records that point at one counterpart both wait for a person (Inv 7)', async () => {
    const office = await met(
      (o) => employee(o, '1', 'm@x.no'),
      (o) => employee(o, '2', 'm@x.no'),
      (o) => hrmEmployee(o, 'h1', 'm@x.no'),
    );
    expect(office.standings()).toEqual({ '1': 'waiting', '2': 'waiting' });
    expect(office.ledger.state.counts['employees-employee']).toMatchObject({ waiting: 2, onlyInHrm: 1 });
  });
  test('a counterpart that is taken is a question for a person (Inv 7)', async () => {
    const office = await met(
      (o) => employee(o, '1', 'm@x.no'),
      (o) => hrmEmployee(o, 'h1', 'm@x.no'),
    );
    await office.hear(employee(office, '2', 'm@x.no'));
    expect(office.standings()).toEqual({ '1': 'agree', '2': 'waiting' });
  });
  test('records born of our own creates are nobody else’s candidates (Inv 12)', async () => {
    const office = await met((o) => employee(o, '1', 'm@x.no'));
    await office.obey();
    await office.hear(employee(office, '2', 'm@x.no'));
    expect(office.commands.map(({ op }) => op)).toEqual(['create']);
  });
  test('in `literal` nothing is matched, in `propose` everything waits', async () => {
    for (const [matching, state] of [
      ['literal', 'differ'],
      ['propose', 'waiting'],
    ] as const) {
      const office = new Office(officeSettings({ matching }));
      await office.hear(employee(office, '1', 'm@x.no'), hrmEmployee(office, 'h1', 'm@x.no'));
      await office.scansComplete();
      await office.meetAll();
      expect(office.standings()).toEqual({ '1': state });
    }
  });
  test('a flow that is off skips its records and whoever refers to them goes without', async () => {
    const office = await metOffice(officeSettings({ flowEnabled: (flow) => flow !== 'departments-department' }));
    while ((await office.obey()).length > 0);
    expect(office.standings()).toMatchObject({ '1': 'skipped', '11': 'agree', '12': 'agree' });
  });
});

describe('a record that bears our reference', () => {
  test('is held while its birth is unanswered, and heard afterwards', async () => {
    const office = await metOffice();
    const create = office.commands.find(({ values }) => values['name'] === 'Salg')!;
    const early = { ...create.values, name: 'Salg og marked', managerId: null };
    const ref = office.ref('customhrm', 'DEPARTMENT', `h-${create.ticket.linkId.slice(0, 6)}`);
    await office.hear(
      office.seen('customhrm', 'DEPARTMENT', ref.id, early, { reference: create.reference!, revision: 2 }),
    );
    expect(office.ledger.kept.size).toBe(5);
    const answer = office.done({ ...create });
    await office.hear({
      ...answer,
      data: { ...(answer.data as object), revision: 1, values: { ...create.values, managerId: null } },
    });
    const told = office.commands.filter(({ op }) => op === 'update');
    expect(told.map(({ ticket, values }) => [ticket.system, values])).toContainEqual([
      'powerofficego',
      { name: 'Salg og marked' },
    ]);
  });
});

describe('messages told twice', () => {
  test('change nothing (Inv 3)', async () => {
    const office = await metOffice();
    while ((await office.obey()).length > 0);
    const before = JSON.stringify([...office.ledger.kept].map(([id, { packed }]) => [id, packed]));
    office.out.length = 0;
    await office.hear(
      office.seen('powerofficego', 'EMPLOYEE', '11', {
        lastName: 'Berg',
        email: 'b@x.no',
        departmentId: key('departments', '1'),
        managerId: null,
      }),
    );
    expect(office.out).toEqual([]);
    expect(JSON.stringify([...office.ledger.kept].map(([id, { packed }]) => [id, packed]))).toBe(before);
  });
  test('tell others names and ids, never a value (Inv 10)', async () => {
    const office = await metOffice();
    while ((await office.obey()).length > 0);
    const told = JSON.stringify(office.out.filter(({ topic }) => topic === 'links'));
    expect(told).not.toMatch(/Salg|Berg|Vik|Dahl|Fjord|x\.no/);
    expect(told).toMatch(/ValuesAgreed/);
  });
});
