import { describe, expect, test } from 'vitest';
import { referenceOf } from '@samsvar/contracts';
import { Office, officeSettings } from '../testing/office.js';
import { withReferences } from '../testing/references.js';
import { usualLimits } from '../guard/limits.js';
import { plannedWrites } from '../link/planned.js';
import { link } from '../link/decide.js';

const review = () => officeSettings({ phase: 'review', guards: () => usualLimits });
const person = (lastName: string, email: string | null = null) => ({ lastName, email });

/** Two departments, one of which the HRM has under another name, and two customers' persons it does not have. */
async function reviewed(settings = review()) {
  const office = new Office(settings);
  await office.hear(
    office.seen('powerofficego', 'DEPARTMENT', '1', { name: 'Salg', code: '10', managerId: null }),
    office.seen('customhrm', 'DEPARTMENT', 'h1', { name: 'Salgsavdeling', code: '10', managerId: null }),
    office.seen('powerofficego', 'DEPARTMENT', '2', { name: 'Lager', code: '20', managerId: null }),
    office.seen('powerofficego', 'CUSTOMER_PERSON', '21', person('Fjord', 'f@x.no')),
    office.seen('powerofficego', 'CUSTOMER_PERSON', '22', person('Fjell')),
  );
  await office.scansComplete();
  await office.goOn();
  const asOf = () => String(office.ledger.position);
  const planned = () =>
    Object.fromEntries(
      [...office.ledger.kept.values()].map(({ changed }) => [changed.state.founding!.id, changed.standing.planned]),
    );
  const linkOf = (id: string) =>
    [...office.ledger.kept.values()].find(({ changed }) => changed.state.founding!.id === id)!.changed.state;
  const told = () => office.commands.splice(0).map(({ op, values }) => [op, ...Object.values(values)]);
  return { office, asOf, planned, linkOf, told };
}

describe('a tenant in `review`', () => {
  test('has everything planned, field by field, and nothing written', async () => {
    const { office, planned, linkOf } = await reviewed();
    expect(office.commands).toEqual([]);
    expect(planned()).toEqual({ '1': 'update', '2': 'create', '21': 'create', '22': 'create' });
    expect(new Set(Object.values(office.standings()))).toEqual(new Set(['waiting']));
    expect(plannedWrites(linkOf('1'), office.settings.policyOf('DEPARTMENT'))).toMatchObject([
      { member: 'customhrm/department', op: 'update', fields: [{ field: 'name', now: 'Salgsavdeling', then: 'Salg' }] },
    ]);
  });
  test('that is approved goes live, in slices, with who and why', async () => {
    const { office, asOf, told, planned } = await reviewed();
    await office.decide({ type: 'approvePlan', asOf: asOf() });
    await office.goOn(1);
    expect(told().sort()).toEqual([
      ['create', 'Fjell'],
      ['create', 'Fjord', 'f@x.no'],
      ['create', 'Lager', '20'],
      ['update', 'Salg'],
    ]);
    expect(Object.values(planned())).toEqual([undefined, undefined, undefined, undefined]);
    const by = { who: 'kari', why: 'a test' };
    expect(office.ledger.tenantEvents).toMatchObject([
      { type: 'PhaseChanged', by },
      { type: 'PlanApproved', by },
    ]);
    await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '23', person('Ny')));
    expect(told()).toEqual([['create', 'Ny']]);
  });
  test('has what drifted since it was looked at planned again, and not sent', async () => {
    const { office, asOf, told, planned } = await reviewed();
    const looked = asOf();
    await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '22', person('Fjellstad'), { revision: 2 }));
    await office.decide({ type: 'approvePlan', asOf: looked });
    expect(told().map(([, name]) => name)).not.toContain('Fjellstad');
    expect(planned()).toMatchObject({ '22': 'create' });
    await office.decide({ type: 'approvePlan', asOf: asOf() });
    expect(told()).toEqual([['create', 'Fjellstad']]);
  });
  test('has a record whose counterpart was entered meanwhile matched rather than created', async () => {
    const { office, asOf, told, planned } = await reviewed();
    await office.hear(office.seen('customhrm', 'CUSTOMER_PERSON', 'h21', person('Fjord', 'f@x.no')));
    await office.decide({ type: 'approvePlan', asOf: asOf() });
    expect(told()).toHaveLength(3);
    expect(planned()).toMatchObject({ '21': 'agree' });
  });
  test('is approved flow by flow, or link by link', async () => {
    const { office, asOf, told, linkOf, planned } = await reviewed();
    await office.decide({ type: 'approvePlan', asOf: asOf(), flows: ['departments-department'] });
    expect(
      told()
        .map(([op]) => op)
        .sort(),
    ).toEqual(['create', 'update']);
    await office.decide({ type: 'approvePlan', asOf: asOf(), links: [linkOf('21').id] });
    expect(told()).toEqual([['create', 'Fjord', 'f@x.no']]);
    expect(planned()).toMatchObject({ '22': 'create' });
    await office.hear(
      office.seen('powerofficego', 'CUSTOMER_PERSON', '21', person('Fjord', 'n@x.no'), { revision: 2 }),
      office.seen('powerofficego', 'DEPARTMENT', '3', { name: 'Butikk', code: '30', managerId: null }),
      office.seen('powerofficego', 'CUSTOMER_PERSON', '24', person('Nr 24')),
    );
    expect(told()).toEqual([['create', 'Butikk', '30']]);
    expect(planned()).toMatchObject({ '24': 'create' });
  });
});

describe('what a person said before a plan is approved', () => {
  const twins = [
    ['customhrm', 'h2', { name: 'Lager', code: '20', managerId: null }],
    ['customhrm', 'h3', { name: 'Lager vest', code: '20', managerId: null }],
  ] as const;
  const candidates = (...ids: string[]) => ids.map((id) => `default/customhrm/department/${id}`);
  const stored = { name: 'Salg', code: '10', managerId: null };

  /** The same, where two departments of the HRM fit one. */
  async function asked() {
    const at = await reviewed();
    const { office } = at;
    await office.hear(
      ...twins.map(([system, id, values]) => office.seen(system, 'DEPARTMENT', id, values)),
      office.seen('powerofficego', 'DEPARTMENT', '4', { name: 'Lager øst', code: '20', managerId: null }),
    );
    return at;
  }

  test('a split stays one: the two are not joined again', async () => {
    const { office, asOf, told, linkOf } = await reviewed();
    const before = linkOf('1').id;
    await office.decide({ type: 'split', link: before });
    const [next] = [...office.ledger.kept.values()].filter(({ changed }) => changed.state.generation === 2);
    expect(next!.changed.standing.planned).toBe('create');
    await office.decide({ type: 'approvePlan', asOf: asOf(), links: [next!.changed.state.id] });
    expect(told()).toEqual([['create', ...Object.values(stored).filter(Boolean)]]);
  });
  test('what was declined stays declined: nobody is asked again, and it is made', async () => {
    const { office, asOf, told, linkOf } = await asked();
    expect(linkOf('4').proposal?.candidates).toEqual(candidates('h2', 'h3'));
    await office.decide({ type: 'declineProposal', link: linkOf('4').id, then: 'create' });
    await office.decide({ type: 'approvePlan', asOf: asOf(), links: [linkOf('4').id] });
    expect(linkOf('4').proposal).toBeUndefined();
    expect(told()).toEqual([['create', 'Lager øst', '20']]);
  });
  test('what was left out stays out, with no question', async () => {
    const { office, asOf, told, linkOf, planned } = await asked();
    await office.decide({ type: 'declineProposal', link: linkOf('4').id, then: 'leave-out' });
    await office.hear(office.seen('customhrm', 'DEPARTMENT', 'h4', { name: 'x', code: '20', managerId: null }));
    await office.decide({ type: 'approvePlan', asOf: asOf() });
    expect(linkOf('4')).toMatchObject({ skipped: 'declined' });
    expect(linkOf('4').proposal).toBeUndefined();
    expect(planned()['4']).toBeUndefined();
    expect(told().map(([, name]) => name)).not.toContain('Lager øst');
  });
  test('two that are never to be linked are not, though the rules would', async () => {
    const { office, asOf, told, linkOf } = await reviewed();
    await office.hear(office.seen('customhrm', 'CUSTOMER_PERSON', 'h21', person('Fjord', 'f@x.no')));
    const two = {
      powerofficego: { resource: 'contact', id: '21' },
      customhrm: { resource: 'employee', id: 'h21' },
    } as const;
    await office.decide({ type: 'never', ...two });
    await office.decide({ type: 'approvePlan', asOf: asOf(), links: [linkOf('21').id] });
    expect(told()).toEqual([['create', 'Fjord', 'f@x.no']]);
  });
  test.each(['live', 'review'] as const)(
    'what was made for a record nobody knows is made anew once, and not asked about again (%s)',
    async (phase) => {
      const reference = referenceOf({ tenant: 'default', system: 'customhrm', resource: 'employee', id: 'gone' });
      const { office, asOf, told, linkOf } = await reviewed(withReferences({ ...review(), phase }));
      told();
      const see = (revision: number) =>
        office.seen('powerofficego', 'CUSTOMER_PERSON', '25', person('Foss'), { reference, revision });
      await office.hear(see(1));
      expect(linkOf('25').proposal).toMatchObject({ code: 'founder-missing' });
      await office.decide({ type: 'declineProposal', link: linkOf('25').id, then: 'create' });
      await office.hear(see(2));
      for (const _ of phase === 'review' ? [1, 2] : []) await office.decide({ type: 'approvePlan', asOf: asOf() });
      expect(linkOf('25').proposal).toBeUndefined();
      expect(told().filter(([, name]) => name === 'Foss')).toEqual([['create', 'Foss']]);
    },
  );
});

describe('a plan', () => {
  test('is not approved where samsvar.yaml keeps the tenant in `match`, nor where it is live', async () => {
    for (const [phase, code] of [
      ['match', 'not-possible'],
      ['live', 'nothing-to-decide'],
    ] as const) {
      const { office, asOf } = await reviewed({ ...review(), phase });
      const refused = await office.decide({ type: 'approvePlan', asOf: asOf() });
      expect(refused).toMatchObject({ refused: { code } });
    }
  });
  test('of a link survives being told again from its events', async () => {
    const { office, linkOf } = await reviewed();
    const { events } = office.ledger.kept.get(linkOf('22').id)!;
    const { plan } = events.reduce(link.evolve, link.initial);
    expect(plan).toBe('planned');
  });
});
