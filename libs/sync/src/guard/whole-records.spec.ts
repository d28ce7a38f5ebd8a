import type { Message, Values } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { plainField } from '../testing/given.js';
import { Hrm, creating, settingsWith } from '../testing/hrm.js';
import { Office, officeSettings } from '../testing/office.js';
import { usualLimits } from './limits.js';

const none = { absolute: 0, percent: 0 };
const usual = officeSettings();
/** An office where nothing is made or deactivated without a person. */
const settings = officeSettings({
  guards: () => ({ ...usualLimits, create: none, deactivate: none }),
  policyOf: (category) =>
    policyFrom(category, [...Object.values(usual.policyOf(category).fields), plainField('active')]),
});
const section = { name: 'Salg', code: '10', managerId: null, active: true };

/** A department in agreement, and how it is edited, told again and deleted in PowerOffice Go. */
async function agreeing() {
  const office = new Office(settings);
  let revision = 0;
  const seen = (id: string, more: Values = {}): Message =>
    office.seen('powerofficego', 'DEPARTMENT', id, { ...section, ...more }, { revision: ++revision });
  await office.hear(seen('1'));
  await office.scansComplete();
  await office.goOn();
  while ((await office.obey()).length > 0);
  const ref = office.ref('powerofficego', 'DEPARTMENT', '1');
  const gone = () => office.message('RecordGone', { ref, incarnation: 1, revision: ++revision, proof: 'test' });
  const hrm = (more: Values = {}): Message => {
    const row = [...office.ledger.rows.values()].find((one) => one.ref.system === 'customhrm')!;
    return office.seen(
      'customhrm',
      'DEPARTMENT',
      row.ref.id,
      { ...row.values, ...more },
      { revision: 100 + ++revision },
    );
  };
  const told = () => office.commands.splice(0).map(({ op }) => op);
  /** A deletion waits for those that may come with it. */
  const due = async () => {
    office.ledger.clock += 10_000;
    await office.goOn();
  };
  return { office, seen, gone, hrm, told, due };
}

describe('what a person rejected', () => {
  test('a create: is not made because it is told again, until it is edited', async () => {
    const { office, seen, told } = await agreeing();
    await office.hear(seen('2', { code: '20' }));
    await office.decide({ type: 'rejectHold', hold: 'h1' });
    await office.hear(seen('2', { code: '20' }));
    expect([told(), office.standings()['2'], office.ledger.tenantEvents.length]).toEqual([[], 'parked', 2]);
    await office.hear(seen('2', { code: '21' }));
    expect(office.ledger.tenantEvents.at(-1)).toMatchObject({ type: 'GuardTripped', class: 'create' });
  });
  test('a deactivation: is not tried because what is left is told again', async () => {
    const { office, gone, hrm, told, due } = await agreeing();
    await office.hear(gone());
    await due();
    await office.decide({ type: 'rejectHold', hold: 'h1' });
    await office.hear(hrm());
    await due();
    expect([told(), office.standings()['1'], office.ledger.tenantEvents.length]).toEqual([[], 'parked', 2]);
  });
  test('a deactivation: is over when what was gone is there again', async () => {
    const { office, gone, seen, due } = await agreeing();
    await office.hear(gone());
    await due();
    await office.decide({ type: 'rejectHold', hold: 'h1' });
    await office.hear(seen('1'));
    expect(office.standings()['1']).toBe('agree');
  });
});

describe('what `creates` makes', () => {
  /** Three people of the HRM, where two may be made without a person asked. */
  const threeOf = async (...choices: readonly boolean[]) => {
    let [on] = choices as [boolean];
    const guards = () => ({ ...usualLimits, create: { absolute: 2, percent: 0 } });
    const hrm = new Hrm(settingsWith({ createsIn: (flow) => on && creating.includes(flow), guards }));
    const { office } = hrm;
    await office.hear(...['1', '2', '3'].map((id) => hrm.person(id, { lastName: `Navn${id}` })));
    await hrm.meets();
    for (on of choices) await office.goOn(1);
    const all = ['1', '2', '3'].map((id) => `create powerofficego Navn${id}`);
    return { hrm, office, all };
  };

  test('once it is switched on later is counted as a whole, and held before the first (Inv 21)', async () => {
    const { hrm, office, all } = await threeOf(false, true);
    expect(hrm.asked()).toEqual([]);
    office.ledger.clock += 10_000;
    await office.goOn(1);
    expect(hrm.asked()).toEqual([]);
    expect(office.ledger.tenantEvents).toMatchObject([{ type: 'GuardTripped', class: 'create', count: 3, limit: 2 }]);
    await office.decide({ type: 'approveHold', hold: 'h1' });
    expect([...hrm.asked()].sort()).toEqual(all);
    await hrm.settle();
    expect(office.standings()).toEqual({ '1': 'agree', '2': 'agree', '3': 'agree' });
  });
  test('in a first contact is exempt, and what comes after it is not', async () => {
    const { hrm, office, all } = await threeOf(true);
    expect([...hrm.asked()].sort()).toEqual(all);
    await hrm.settle();
    await office.hear(...['4', '5', '6'].map((id) => hrm.person(id, { lastName: `Navn${id}` })));
    expect(hrm.asked()).toHaveLength(2);
    expect(office.ledger.tenantEvents).toMatchObject([{ type: 'GuardTripped', class: 'create' }]);
  });
});

describe('a deactivation', () => {
  test.each(['refused', 'stale'] as const)('after a write that was %s is counted like any', async (outcome) => {
    const { office, seen, gone, told, due } = await agreeing();
    await office.hear(seen('1', { name: 'Salg nord' }));
    const [{ ticket }] = office.commands.splice(0) as [(typeof office.commands)[number]];
    await office.hear(gone());
    const refusals = outcome === 'refused' ? [{ field: 'name', code: 'refused', words: 'no' }] : [];
    await office.hear(office.message('WriteAnswered', { ticket, outcome, sent: [], refusals }));
    await due();
    expect(told()).toEqual([]);
    expect(office.ledger.tenantEvents).toMatchObject([{ type: 'GuardTripped', class: 'deactivate' }]);
  });
  test('that was approved and found stale is sent again', async () => {
    const { office, gone, told, due } = await agreeing();
    await office.hear(gone());
    await due();
    await office.decide({ type: 'approveHold', hold: 'h1' });
    const [{ ticket, op }] = office.commands.splice(0) as [(typeof office.commands)[number]];
    expect(op).toBe('deactivate');
    await office.hear(office.message('WriteAnswered', { ticket, outcome: 'stale', sent: [], refusals: [] }));
    expect([told(), office.ledger.tenantEvents.length]).toEqual([['deactivate'], 2]);
  });
});
