import type { Category, Message, System, Values } from '@samsvar/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { plainField } from '../testing/given.js';
import { Office, officeSettings } from '../testing/office.js';

const usual = officeSettings();
/** The same office, where records can be inactive. */
const settings = officeSettings({
  policyOf: (category) =>
    policyFrom(category, [...Object.values(usual.policyOf(category).fields), plainField('active')]),
});
const key = (resource: string, id: string) => `default/powerofficego/${resource}/${id}`;
const salg = { name: 'Salg', code: '10', managerId: null, active: true };
const vik = { lastName: 'Vik', email: 'v@x.no', departmentId: key('departments', '1'), managerId: null, active: true };

let office: Office;
const row = (system: System, category: Category, id: string) => {
  const ref = office.ref(system, category, id);
  return office.ledger.rows.get(`default/${ref.system}/${ref.resource}/${ref.id}`);
};
const gone = (system: System, category: Category, id: string): Message =>
  office.message('RecordGone', {
    ref: office.ref(system, category, id),
    incarnation: 1,
    revision: (row(system, category, id)?.revision ?? 0) + 1,
    proof: 'test',
  });
const back = (system: System, category: Category, id: string, values: Values): Message =>
  office.seen(system, category, id, values, {
    revision: (row(system, category, id)?.revision ?? 0) + 1,
    incarnation: 2,
  });
const hrmIdOf = (id: string): string =>
  [...office.ledger.kept.values()]
    .find(({ changed }) => changed.state.founding!.id === id)!
    .changed.members['customhrm/department']!.split('/')
    .at(-1)!;
const obeyAll = async () => {
  while ((await office.obey()).length > 0);
};

beforeEach(() => (office = new Office(settings)));

describe('a linked record that is gone', () => {
  beforeEach(async () => {
    await office.hear(
      office.seen('powerofficego', 'DEPARTMENT', '1', salg),
      office.seen('powerofficego', 'EMPLOYEE', '12', vik),
    );
    await office.scansComplete();
    await office.meetAll();
    await obeyAll();
  });
  const counts = (flow: 'departments-department' | 'employees-employee') => office.ledger.state.counts[flow];

  test('has its counterpart deactivated on condition of every value it holds', async () => {
    await office.hear(gone('powerofficego', 'EMPLOYEE', '12'));
    const [command] = office.commands;
    const { departmentId, ...plain } = vik;
    expect(command).toMatchObject({ op: 'deactivate', values: { active: false }, expected: plain });
    expect(command!.expected['departmentId']).toMatch(/^default\/customhrm\/department\//);
    expect(departmentId).toMatch(/powerofficego/);
    expect(counts('employees-employee')).toMatchObject({ records: 1, differ: 1, onlyInHrm: 0 });
    await obeyAll();
    expect(counts('employees-employee')).toMatchObject({ records: 0, differ: 0, onlyInHrm: 1, linked: 0 });
  });

  test('is counted nowhere once both are gone, and nothing personal is kept of either', async () => {
    await office.hear(gone('powerofficego', 'DEPARTMENT', '1'));
    await obeyAll();
    await office.hear(gone('customhrm', 'DEPARTMENT', hrmIdOf('1')));
    expect(counts('departments-department')).toMatchObject({ records: 0, onlyInHrm: 0, linked: 0 });
    const left = [...office.ledger.rows.values()].filter(({ kind }) => kind === 'department');
    expect(left).toHaveLength(2);
    for (const tombstone of left) expect(tombstone).toMatchObject({ gone: true, values: {}, matchKeys: [] });
    expect(JSON.stringify([...office.ledger.kept.values()].map(({ packed }) => packed))).not.toContain('Salg');
  });

  test('is no longer a target: who refers to it is left alone, and who would waits for its return', async () => {
    const deleted = hrmIdOf('1');
    await office.hear(gone('customhrm', 'DEPARTMENT', deleted));
    expect(office.commands).toMatchObject([{ op: 'deactivate', ticket: { resource: 'departments' } }]);
    await obeyAll();
    expect(office.standings()).toEqual({ '1': 'agree', '12': 'agree' });
    await office.hear(office.seen('powerofficego', 'EMPLOYEE', '13', { ...vik, lastName: 'Dal', email: 'd@x.no' }));
    expect(office.commands[0]!.values).not.toHaveProperty('departmentId');
    await obeyAll();
    expect(office.standings()).toMatchObject({ '13': 'waiting' });
    await office.hear(back('customhrm', 'DEPARTMENT', deleted, salg));
    expect(office.commands).toContainEqual(expect.objectContaining({ op: 'update', values: { active: true } }));
    const late = office.commands.find(({ values }) => 'departmentId' in values);
    expect(late!.values).toEqual({ departmentId: `default/customhrm/department/${deleted}` });
    await obeyAll();
    expect(office.standings()).toEqual({ '1': 'agree', '12': 'agree', '13': 'agree' });
  });

  test('is a target again for whoever was answered while it was gone, if only within one batch', async () => {
    const dal = { ...vik, lastName: 'Dal', email: 'd@x.no', departmentId: key('departments', '2') };
    await office.hear(office.seen('customhrm', 'EMPLOYEE', 'h', { ...dal, lastName: 'Dahl', departmentId: null }));
    await office.hear(
      office.seen('powerofficego', 'DEPARTMENT', '2', { ...salg, name: 'Lager', code: '20' }),
      office.seen('powerofficego', 'EMPLOYEE', '13', dal),
    );
    const [birth, update] = office.commands.splice(0).sort((a, b) => a.op.localeCompare(b.op));
    await office.hear(office.done(birth!));
    const made = hrmIdOf('2');
    const revision = row('customhrm', 'DEPARTMENT', made)!.revision + 2;
    await office.hear(
      gone('customhrm', 'DEPARTMENT', made),
      office.done(update!),
      office.seen(
        'customhrm',
        'DEPARTMENT',
        made,
        { ...salg, name: 'Lager', code: '20' },
        { revision, incarnation: 2 },
      ),
    );
    const departmentId = `default/customhrm/department/${made}`;
    expect(office.commands).toContainEqual(expect.objectContaining({ values: { departmentId } }));
  });

  test('is named by whoever chose it while it was nobody, once it is there and has a counterpart', async () => {
    const boss = key('contact', '12');
    const dal = { ...vik, lastName: 'Dal', email: 'd@x.no' };
    await office.hear(office.seen('powerofficego', 'EMPLOYEE', '13', dal));
    await obeyAll();
    const h12 = [...office.ledger.kept.values()].find(({ changed }) => changed.state.founding!.id === '12')!;
    const his = h12.changed.members['customhrm/employee']!.split('/').at(-1)!;
    await office.hear(gone('powerofficego', 'EMPLOYEE', '12'), gone('customhrm', 'EMPLOYEE', his));
    await obeyAll();
    await office.hear(office.seen('powerofficego', 'EMPLOYEE', '13', { ...dal, managerId: boss }, { revision: 2 }));
    expect(office.standings()['13']).toBe('parked');
    await office.hear(back('customhrm', 'EMPLOYEE', his, { ...vik, departmentId: null }));
    await office.hear(back('powerofficego', 'EMPLOYEE', '12', vik));
    expect(office.commands).toContainEqual(
      expect.objectContaining({ values: { managerId: `default/customhrm/employee/${his}` } }),
    );
    await obeyAll();
    expect(office.standings()['13']).toBe('agree');
  });

  test('hears of it twice and does nothing twice (Inv 3)', async () => {
    const message = gone('powerofficego', 'EMPLOYEE', '12');
    await office.hear(message, message);
    await office.hear(message);
    expect(office.commands).toHaveLength(1);
  });
});

describe('a record that is gone before both systems have met', () => {
  test('leaves a claim that the next listing meets', async () => {
    const lager = office.ref('powerofficego', 'DEPARTMENT', '2');
    await office.hear(
      office.seen('powerofficego', 'DEPARTMENT', '1', salg),
      office.seen('powerofficego', 'DEPARTMENT', '2', { ...salg, name: 'Lager', code: '20' }),
    );
    const before = await listings(office);
    await office.hear(gone('powerofficego', 'DEPARTMENT', lager.id));
    await office.hear(...before);
    await office.meetAll();
    expect(office.commands).toEqual([]);
    await office.scansComplete();
    await office.meetAll();
    expect(office.commands).toMatchObject([{ op: 'create', values: { name: 'Salg' } }]);
    expect(row('powerofficego', 'DEPARTMENT', '2')).toMatchObject({ gone: true, values: {} });
  });

  /** What complete listings say now, to be heard later. */
  async function listings(of: Office): Promise<readonly Message[]> {
    const claims: Message[] = [];
    const hear = of.hear.bind(of);
    of.hear = (...messages) => Promise.resolve(void claims.push(...messages));
    await of.scansComplete();
    of.hear = hear;
    return claims;
  }
});

test('a record that comes back after its link ended without a counterpart looks for one as at first', async () => {
  await office.hear(
    office.seen('customhrm', 'DEPARTMENT', 'h1', { ...salg, code: '99' }),
    office.seen('powerofficego', 'DEPARTMENT', '1', salg),
  );
  await office.scansComplete();
  await office.meetAll();
  expect(office.standings()).toEqual({ '1': 'waiting' });
  await office.hear(gone('powerofficego', 'DEPARTMENT', '1'));
  expect(office.standings()).toEqual({ '1': 'ended' });
  await office.hear(back('powerofficego', 'DEPARTMENT', '1', salg));
  expect(office.standings()).toEqual({ '1': 'waiting' });
  expect(office.commands).toEqual([]);
});
