import type { Values } from '@samsvar/contracts';
import { linkIdOf } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { plainField } from '../testing/given.js';
import { Office, officeSettings } from '../testing/office.js';
import type { TenantSettings } from './settings.js';

const usual = officeSettings();
const settings = (more: Partial<TenantSettings>) =>
  officeSettings({
    policyOf: (category) =>
      policyFrom(category, [...Object.values(usual.policyOf(category).fields), plainField('active')]),
    ...more,
  });
const contactOf = (id: string) => `default/powerofficego/contact/${id}`;
const link = (resource: 'contactperson' | 'contact', id: string, kind: 'employee' | 'department' = 'employee') =>
  linkIdOf({ tenant: 'default', system: 'powerofficego', resource, id }, kind);
const dahl = (companyId: string): Values => ({
  lastName: 'Dahl',
  email: 'd@x.no',
  departmentId: contactOf(companyId),
  active: true,
});
const company = { name: 'Fjord AS', code: '10001', active: true };
const standing = (office: Office, id: string) => office.ledger.kept.get(id)?.changed.standing;
const obeyAll = async (office: Office) => {
  while ((await office.obey()).length > 0);
};

async function met(office: Office): Promise<Office> {
  await office.scansComplete();
  await office.meetAll();
  await obeyAll(office);
  return office;
}

describe('a contact person whose company is in no listing of customers', () => {
  test('belongs to a supplier: it has no department, and gets it if the company appears', async () => {
    const office = new Office(settings({}));
    await office.hear(office.seen('powerofficego', 'CONTACT_PERSON', '31', dahl('21')));
    await met(office);
    expect(standing(office, link('contactperson', '31'))!.state).toBe('agree');
    await office.hear(office.seen('powerofficego', 'CUSTOMER', '21', company));
    const waves = [await office.obey(), await office.obey()].map((wave) => wave.map(({ op, kind }) => `${op} ${kind}`));
    expect(waves).toEqual([['create department'], ['update employee']]);
    expect(standing(office, link('contactperson', '31'))!.state).toBe('agree');
  });

  test('stays out where the tenant leaves those out, and comes in when the company turns out to be a customer', async () => {
    const office = new Office(settings({ leaveOutSuppliers: true }));
    await office.hear(
      office.seen('powerofficego', 'CONTACT_PERSON', '31', dahl('21')),
      office.seen('powerofficego', 'CONTACT_PERSON', '32', dahl('22')),
      office.seen('powerofficego', 'CUSTOMER', '22', { ...company, code: '10002' }),
    );
    await met(office);
    expect(standing(office, link('contactperson', '31'))).toMatchObject({
      state: 'skipped',
      reasons: [{ code: 'supplier-contact' }],
    });
    expect(standing(office, link('contactperson', '32'))!.state).toBe('agree');
    await office.hear(office.seen('powerofficego', 'CUSTOMER', '21', company));
    await obeyAll(office);
    expect(standing(office, link('contactperson', '31'))!.state).toBe('agree');
    expect(office.ledger.kept.get(link('contactperson', '31'))!.events.map(({ type }) => type)).toContain(
      'RecordTakenIn',
    );
  });

  test('that comes in is matched with the HRM record that fits it, not made twice', async () => {
    const office = new Office(settings({ leaveOutSuppliers: true }));
    await office.hear(
      office.seen('powerofficego', 'CONTACT_PERSON', '31', dahl('21')),
      office.seen('customhrm', 'CONTACT_PERSON', 'e1', {
        lastName: 'Dahl',
        email: 'd@x.no',
        departmentId: null,
        active: true,
      }),
    );
    await met(office);
    expect(standing(office, link('contactperson', '31'))!.state).toBe('skipped');
    await office.hear(office.seen('powerofficego', 'CUSTOMER', '21', company));
    await obeyAll(office);
    expect(office.ledger.rows.get('default/customhrm/employee/e1')!.linkId).toBe(link('contactperson', '31'));
  });
});

describe('a record that is archived when it is first seen', () => {
  const archived = { lastName: 'Vik', email: 'v@x.no', active: false };

  test('stays out where the tenant only links those, and comes in when it is active again', async () => {
    const office = new Office(settings({ leaveOutArchived: true }));
    await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '12', archived));
    await met(office);
    expect(standing(office, link('contact', '12'))).toMatchObject({
      state: 'skipped',
      reasons: [{ code: 'left-out' }],
    });
    await office.hear(
      office.seen('powerofficego', 'CUSTOMER_PERSON', '12', { ...archived, email: 'w@x.no' }, { revision: 2 }),
    );
    expect(standing(office, link('contact', '12'))!.state).toBe('skipped');
    await office.hear(
      office.seen('powerofficego', 'CUSTOMER_PERSON', '12', { ...archived, active: true }, { revision: 3 }),
    );
    expect(office.commands).toMatchObject([{ op: 'create', values: { email: 'v@x.no', active: true } }]);
  });

  test('is linked all the same with the HRM record that fits it', async () => {
    const office = new Office(settings({ leaveOutArchived: true }));
    await office.hear(
      office.seen('powerofficego', 'CUSTOMER_PERSON', '12', archived),
      office.seen('customhrm', 'CUSTOMER_PERSON', 'e1', archived),
    );
    await met(office);
    expect(standing(office, link('contact', '12'))!.state).toBe('agree');
  });
});

test('a record of a flow that was off is met when it is heard and the flow is on', async () => {
  const office = new Office(settings({ flowEnabled: () => false }));
  const vik = { lastName: 'Vik', email: 'v@x.no', active: true };
  await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '12', vik));
  await met(office);
  expect(standing(office, link('contact', '12'))!.state).toBe('skipped');
  const on = new Office(settings({}));
  Object.assign(on.ledger, office.ledger);
  await on.hear(on.seen('powerofficego', 'CUSTOMER_PERSON', '12', { ...vik, email: 'w@x.no' }, { revision: 2 }));
  expect(on.commands).toMatchObject([{ op: 'create', values: { email: 'w@x.no' } }]);
});

describe('a contact person', () => {
  const linked = async () => {
    const office = new Office(settings({}));
    await office.hear(
      office.seen('powerofficego', 'CONTACT_PERSON', '31', dahl('21'), { ref: contactPerson('21') }),
      office.seen('powerofficego', 'CUSTOMER', '21', company),
      office.seen('powerofficego', 'CUSTOMER', '22', { ...company, code: '10002', name: 'Fjell AS' }),
    );
    return met(office);
  };
  const contactPerson = (parent: string) =>
    ({ tenant: 'default', system: 'powerofficego', resource: 'contactperson', id: '31', parent }) as const;

  test('whose customer changes in PowerOffice Go follows in the HRM, and is written to where it is now', async () => {
    const office = await linked();
    const moved = { ...dahl('22') };
    await office.hear(
      office.seen('powerofficego', 'CONTACT_PERSON', '31', moved, { ref: contactPerson('22'), revision: 2 }),
    );
    const fjell = office.ledger.kept.get(link('contact', '22', 'department'))!.changed.members['customhrm/department'];
    expect(office.commands).toMatchObject([{ op: 'update', values: { departmentId: fjell } }]);
    await obeyAll(office);
    const row = [...office.ledger.rows.values()].find(
      ({ linkId, ref }) => linkId === link('contactperson', '31') && ref.system === 'customhrm',
    )!;
    await office.hear(
      office.seen('customhrm', 'CONTACT_PERSON', row.ref.id, { ...row.values, email: 'n@x.no' }, { revision: 9 }),
    );
    expect(office.commands).toMatchObject([{ ref: { id: '31', parent: '22' }, values: { email: 'n@x.no' } }]);
  });

  test('moved to another customer in the HRM is set aside there, and the rest goes on', async () => {
    const office = await linked();
    const row = [...office.ledger.rows.values()].find(
      ({ linkId, ref }) => linkId === link('contactperson', '31') && ref.system === 'customhrm',
    )!;
    const fjell = office.ledger.kept.get(link('contact', '22', 'department'))!.changed.members['customhrm/department']!;
    await office.hear(
      office.seen(
        'customhrm',
        'CONTACT_PERSON',
        row.ref.id,
        { ...row.values, departmentId: fjell, email: 'n@x.no' },
        { revision: 9 },
      ),
    );
    expect(office.commands).toMatchObject([{ values: { email: 'n@x.no' } }]);
    await obeyAll(office);
    expect(standing(office, link('contactperson', '31'))).toMatchObject({
      state: 'parked',
      reasons: [{ code: 'cannot-move' }],
    });
  });

  test('put in a department that is only in the HRM does not agree, and is left as it is', async () => {
    const office = await linked();
    await office.hear(office.seen('customhrm', 'CUSTOMER', 'h9', { name: 'Annet', code: '9', active: true }));
    const row = [...office.ledger.rows.values()].find(
      ({ linkId, ref }) => linkId === link('contactperson', '31') && ref.system === 'customhrm',
    )!;
    const other = 'default/customhrm/department/h9';
    await office.hear(
      office.seen('customhrm', 'CONTACT_PERSON', row.ref.id, { ...row.values, departmentId: other }, { revision: 9 }),
    );
    expect(office.commands).toEqual([]);
    expect(standing(office, link('contactperson', '31'))).toMatchObject({
      state: 'waiting',
      reasons: [{ field: 'departmentId', code: 'late-reference' }],
    });
  });
});
