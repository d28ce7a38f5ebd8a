import type { Values } from '@samsvar/contracts';
import { linkIdOf } from '@samsvar/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { askAgain } from '../batch/again.js';
import { policyFrom } from '../policy.js';
import { plainField } from '../testing/given.js';
import { Office, officeSettings } from '../testing/office.js';

const by = { who: 'kari', why: 'another department' };
const key = (resource: string, id: string, system = 'powerofficego') => `default/${system}/${resource}/${id}`;
const hrm = (resource: string, id: string) => key(resource, id, 'customhrm');
const salg = (generation: number) =>
  linkIdOf({ tenant: 'default', system: 'powerofficego', resource: 'departments', id: '1' }, 'department', generation);
const lager = (generation: number) =>
  linkIdOf({ tenant: 'default', system: 'powerofficego', resource: 'departments', id: '2' }, 'department', generation);
const vik = linkIdOf({ tenant: 'default', system: 'powerofficego', resource: 'contact', id: '12' }, 'employee');

const usual = officeSettings();
const settings = officeSettings({
  policyOf: (category) =>
    policyFrom(category, [...Object.values(usual.policyOf(category).fields), plainField('active')]),
});

/** An employee in a department; both are linked with records the HRM had already. */
let office: Office;
let orders = 0;
const decide = (decision: Parameters<Office['carryOut']>[0]['decision']) =>
  office.carryOut({ id: `k${++orders}`, by, decision });
const employee = (departmentId: string | null, system: 'powerofficego' | 'customhrm', revision = 1) => {
  const values: Values = { lastName: 'Vik', email: 'v@x.no', departmentId, managerId: null, active: true };
  return office.seen(system, 'EMPLOYEE', system === 'customhrm' ? 'e1' : '12', values, { revision });
};
const agree = async () => {
  while ((await office.obey()).length > 0);
};
const standing = (link: string) => office.ledger.kept.get(link)!.changed.standing;

beforeEach(async () => {
  office = new Office(settings);
  const department = (name: string, code: string): Values => ({ name, code, managerId: null, active: true });
  await office.hear(
    office.seen('powerofficego', 'DEPARTMENT', '1', department('Salg', '10')),
    office.seen('powerofficego', 'DEPARTMENT', '2', department('Lager', '20')),
    office.seen('customhrm', 'DEPARTMENT', 'h1', department('Salg', '10')),
    office.seen('customhrm', 'DEPARTMENT', 'h2', department('Lager', '20')),
    office.seen('customhrm', 'DEPARTMENT', 'h3', department('Salg igjen', '30')),
    employee(key('departments', '1'), 'powerofficego'),
    employee(hrm('department', 'h1'), 'customhrm'),
  );
  await office.scansComplete();
  await office.meetAll();
  await agree();
  expect(standing(vik).state).toBe('agree');
});

describe('a department that is unlinked with people in it', () => {
  test('leaves them where they are: they wait for the department, and nothing is written', async () => {
    await decide({ type: 'unlink', link: salg(1) });
    expect(office.commands).toEqual([]);
    expect(standing(vik)).toMatchObject({
      state: 'waiting',
      reasons: [{ field: 'departmentId', code: 'late-reference' }],
    });
    const { state } = office.ledger.kept.get(vik)!.changed;
    expect(state.agreed['departmentId']).toBe(salg(2));
    expect(state.members['customhrm/employee']!.said['departmentId']).toBe(salg(1));
  });

  test('has them follow once it has another counterpart, with what they held expected', async () => {
    await decide({ type: 'unlink', link: salg(1) });
    await decide({
      type: 'link',
      powerofficego: { resource: 'departments', id: '1' },
      customhrm: { resource: 'department', id: 'h3' },
    });
    const moves = office.commands.filter(({ kind }) => kind === 'employee');
    expect(moves).toMatchObject([
      {
        values: { departmentId: hrm('department', 'h3') },
        expected: { departmentId: hrm('department', 'h1') },
      },
    ]);
    await agree();
    expect(standing(vik).state).toBe('agree');
  });

  test('and linked again to the same agrees without a write', async () => {
    await decide({ type: 'unlink', link: salg(1) });
    const two = {
      powerofficego: { resource: 'departments' as const, id: '1' },
      customhrm: { resource: 'department' as const, id: 'h1' },
    };
    await decide({ type: 'takeBackNever', ...two });
    await decide({ type: 'link', ...two });
    expect(office.commands).toEqual([]);
    expect([standing(vik).state, standing(salg(2)).state]).toEqual(['agree', 'agree']);
  });

  test('is left by whoever is moved meanwhile, on either side', async () => {
    await decide({ type: 'unlink', link: salg(1) });
    await office.hear(employee(hrm('department', 'h2'), 'customhrm', 2));
    expect(office.commands).toMatchObject([{ values: { departmentId: key('departments', '2') } }]);
    await agree();
    expect(standing(vik).state).toBe('agree');
  });

  test('is no place to move somebody to: that is set aside, both sides unchanged', async () => {
    await office.hear(employee(hrm('department', 'h2'), 'customhrm', 2));
    await agree();
    await decide({ type: 'unlink', link: salg(1) });
    await office.hear(employee(hrm('department', 'h1'), 'customhrm', 3));
    expect(office.commands).toEqual([]);
    expect(standing(vik)).toMatchObject({ state: 'parked', reasons: [{ code: 'reference-not-expressible' }] });
    await office.hear(employee(hrm('department', 'h2'), 'customhrm', 4));
    expect(standing(vik).state).toBe('agree');
  });

  test('leaves what was set aside because it names another such department where it is', async () => {
    await decide({ type: 'unlink', link: lager(1) });
    await office.hear(employee(hrm('department', 'h2'), 'customhrm', 2));
    expect(standing(vik)).toMatchObject({ state: 'parked', reasons: [{ code: 'reference-not-expressible' }] });
    await decide({ type: 'unlink', link: salg(1) });
    expect(standing(vik)).toMatchObject({ state: 'parked', reasons: [{ code: 'reference-not-expressible' }] });
    await decide({
      type: 'link',
      powerofficego: { resource: 'departments', id: '1' },
      customhrm: { resource: 'department', id: 'h3' },
    });
    expect(office.commands.filter(({ kind }) => kind === 'employee')).toEqual([]);
  });

  test('heard again by both sides stays as it is', async () => {
    await decide({ type: 'unlink', link: salg(1) });
    await office.hear(
      employee(hrm('department', 'h1'), 'customhrm', 2),
      employee(key('departments', '1'), 'powerofficego', 2),
    );
    expect(office.commands).toEqual([]);
    expect(standing(vik).state).toBe('waiting');
  });
});

describe('a department that somebody is on the way to while it is unlinked', () => {
  const anew = { powerofficego: { resource: 'departments' as const, id: '2' } };
  const goesTo = async (id: string) => {
    await decide({ type: 'link', ...anew, customhrm: { resource: 'department', id } });
    return office.commands.filter(({ kind }) => kind === 'employee');
  };
  beforeEach(async () => {
    await office.hear(employee(hrm('department', 'h2'), 'customhrm', 2));
    expect(office.commands).toMatchObject([{ values: { departmentId: key('departments', '2') } }]);
  });

  test('is where PowerOffice Go has him, and the HRM follows once it has another counterpart', async () => {
    await decide({ type: 'unlink', link: lager(1) });
    await agree();
    expect(standing(vik)).toMatchObject({ state: 'waiting', lossy: false, reasons: [{ code: 'late-reference' }] });
    expect(await goesTo('h3')).toMatchObject([
      { values: { departmentId: hrm('department', 'h3') }, expected: { departmentId: hrm('department', 'h2') } },
    ]);
    await agree();
    expect(standing(vik).state).toBe('agree');
  });

  test('is told again by its own name when nobody answers', async () => {
    await decide({ type: 'unlink', link: lager(1) });
    const { out } = await askAgain(office.ledger, settings, [vik]);
    expect(out.map(({ message }) => message.data)).toMatchObject([
      { values: { departmentId: key('departments', '2') } },
    ]);
  });
});

describe('a department of before that is restored', () => {
  const anew = { resource: 'departments' as const, id: '1' };
  const restored = (version: number) => decide({ type: 'restore', link: vik, unit: 'departmentId', version });
  const agreed = () => office.ledger.kept.get(vik)!.changed.state.agreed['departmentId'];
  const lastOf = (type: string) =>
    office.ledger.kept.get(vik)!.events.findLastIndex((event) => event.type === type) + 1;
  /** PowerOffice Go moves Vik while the HRM does: what the HRM says loses. */
  const quarrel = async (go: string | null, ofHrm: string | null) => {
    await office.hear(employee(go && key('departments', go), 'powerofficego', 5));
    const { ticket, ref } = office.commands.splice(0).at(-1)!;
    const { data } = employee(hrm('department', 'h2'), 'customhrm', 5) as { data: { values: Values } };
    const said = { ...data, ref, values: { ...data.values, departmentId: ofHrm && hrm('department', ofHrm) } };
    await office.hear(office.message('WriteAnswered', { ...said, ticket, outcome: 'stale', sent: [], refusals: [] }));
    await agree();
  };
  const partsSalg = async () => {
    await decide({ type: 'unlink', link: salg(1) });
    await decide({ type: 'link', powerofficego: anew, customhrm: { resource: 'department', id: 'h3' } });
    await agree();
  };
  beforeEach(async () => {
    await office.hear(employee(key('departments', '2'), 'powerofficego', 2));
    await agree();
  });

  test('is where its record of PowerOffice Go is now, if that had named it', async () => {
    await quarrel('1', null);
    expect(await restored(lastOf('ConflictFound'))).toMatchObject({ links: [vik] });
    expect(agreed()).toBeNull();
    await agree();
    await partsSalg();
    expect(await restored(lastOf('ValueRestored'))).toMatchObject({ links: [vik] });
    expect(agreed()).toBe(salg(2));
    await agree();
    expect(standing(vik).state).toBe('agree');
  });

  test('is set aside where the HRM had named what was left behind: that is nobody’s', async () => {
    await quarrel(null, 'h1');
    await partsSalg();
    await restored(lastOf('ConflictFound'));
    expect(standing(vik)).toMatchObject({ state: 'parked', reasons: [{ code: 'reference-not-expressible' }] });
  });

  test('is that of who has the HRM’s record now, if the HRM had named it', async () => {
    await quarrel(null, 'h1');
    await decide({ type: 'unlink', link: salg(1) });
    const two = { powerofficego: anew, customhrm: { resource: 'department' as const, id: 'h1' } };
    await decide({ type: 'takeBackNever', ...two });
    await decide({ type: 'link', ...two });
    await restored(lastOf('ConflictFound'));
    expect(agreed()).toBe(salg(2));
    await agree();
    expect(standing(vik).state).toBe('agree');
  });

  test('is waited for where it has no counterpart yet', async () => {
    await quarrel('1', null);
    await restored(lastOf('ConflictFound'));
    await agree();
    await decide({ type: 'unlink', link: salg(1) });
    await restored(lastOf('ValueRestored'));
    await agree();
    expect(agreed()).toBe(salg(2));
    expect(standing(vik)).toMatchObject({ state: 'waiting', reasons: [{ code: 'late-reference' }] });
  });
});

describe('two links about one thing', () => {
  test('are merged: one stays, the other’s HRM record is deactivated and its other record left out', async () => {
    const [stays, other] = [salg(1), lager(1)];
    await decide({ type: 'merge', link: stays, other });
    expect(office.commands).toMatchObject([{ op: 'deactivate', ref: { id: 'h2' } }]);
    await agree();
    expect([standing(stays).state, standing(other).state, standing(lager(2)).state]).toEqual([
      'agree',
      'onlyInHrm',
      'skipped',
    ]);
    expect(office.ledger.rows.get(key('departments', '2'))!.linkId).toBe(lager(2));
    expect(office.ledger.kept.get(other)!.events).toContainEqual(
      expect.objectContaining({ type: 'MemberGone', why: 'merged', by }),
    );
    const again = office.seen(
      'powerofficego',
      'DEPARTMENT',
      '2',
      { name: 'Nytt', code: '20', managerId: null, active: true },
      { revision: 5 },
    );
    await office.hear(again);
    expect(office.commands).toEqual([]);
    expect(standing(lager(2)).state).toBe('skipped');
  });

  test('are not merged when one is no pair, or both are the same', async () => {
    const refused = { refused: { code: 'not-possible' } };
    expect(await decide({ type: 'merge', link: salg(1), other: salg(1) })).toMatchObject(refused);
    expect(await decide({ type: 'merge', link: salg(1), other: vik })).toMatchObject(refused);
    await decide({ type: 'unlink', link: lager(1) });
    expect(await decide({ type: 'merge', link: salg(1), other: lager(2) })).toMatchObject(refused);
    expect(await decide({ type: 'merge', link: salg(1), other: 'lnone' })).toMatchObject({
      refused: { code: 'unknown' },
    });
  });

  test('are two again when that is taken back', async () => {
    await decide({ type: 'merge', link: salg(1), other: lager(1) });
    await agree();
    await decide({ type: 'unlink', link: lager(1) });
    const two = {
      powerofficego: { resource: 'departments' as const, id: '2' },
      customhrm: { resource: 'department' as const, id: 'h2' },
    };
    await decide({ type: 'takeBackNever', ...two });
    await decide({ type: 'link', ...two });
    await agree();
    expect(standing(lager(2)).state).toBe('agree');
  });
});
