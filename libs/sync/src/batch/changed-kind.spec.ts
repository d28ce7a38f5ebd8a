import type { Category, Values } from '@samsvar/contracts';
import { linkIdOf } from '@samsvar/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { plainField } from '../testing/given.js';
import { Office, officeSettings } from '../testing/office.js';

const usual = officeSettings();
/** The office where records can be inactive. */
const settings = officeSettings({
  policyOf: (category) =>
    policyFrom(category, [...Object.values(usual.policyOf(category).fields), plainField('active')]),
});
const company = { name: 'Fjord AS', code: '10001', active: true };
const person = { lastName: 'Fjord', email: 'f@x.no', active: true };
const ref = { tenant: 'default', system: 'powerofficego', resource: 'contact', id: '21' } as const;
const [asCompany, asPerson] = [linkIdOf(ref, 'department'), linkIdOf(ref, 'employee')];

let office: Office;
let revision: number;
const is = (category: Category, values: Values) =>
  office.hear(office.seen('powerofficego', category, '21', values, { revision: ++revision }));
const standing = (link: string) => office.ledger.kept.get(link)?.changed.standing.state;
const types = (link: string) => office.ledger.kept.get(link)!.events.map(({ type }) => type);
const obeyAll = async () => {
  while ((await office.obey()).length > 0);
};
const counts = () => {
  const { counts: all } = office.ledger.state;
  return {
    companies: [all['customers-department'].records, all['customers-department'].onlyInHrm],
    persons: [all['customersperson-employee'].records, all['customersperson-employee'].onlyInHrm],
  };
};
const hrmRow = (link: string) => {
  const member = Object.entries(office.ledger.kept.get(link)!.changed.members).find(([at]) =>
    at.startsWith('customhrm'),
  );
  return office.ledger.rows.get(member![1]!)!;
};
/** People edit the HRM record of a link. */
const editHrm = (link: string, more: Values) => {
  const row = hrmRow(link);
  const values = { ...row.values, ...more };
  return office.hear(
    office.seen('customhrm', row.category, row.ref.id, values, { revision: row.revision + 1, category: row.category }),
  );
};

beforeEach(async () => {
  office = new Office(settings);
  revision = 0;
  await is('CUSTOMER', company);
  await office.hear(
    office.seen('powerofficego', 'CONTACT_PERSON', '31', {
      lastName: 'Dahl',
      email: null,
      departmentId: 'default/powerofficego/contact/21',
      active: true,
    }),
  );
  await office.scansComplete();
  await office.meetAll();
  await obeyAll();
  expect(standing(asCompany)).toBe('agree');
});

describe('a linked company that becomes a person', () => {
  test('leaves its flow, whose counterpart is deactivated, and gets one in the other', async () => {
    await is('CUSTOMER_PERSON', person);
    expect(office.commands.map(({ op, kind }) => `${op} ${kind}`).sort()).toEqual([
      'create employee',
      'deactivate department',
      'update employee',
    ]);
    await obeyAll();
    expect([standing(asCompany), standing(asPerson)]).toEqual(['onlyInHrm', 'agree']);
    expect(hrmRow(asCompany).values['active']).toBe(false);
    expect(counts()).toEqual({ companies: [0, 1], persons: [1, 0] });
    expect(office.ledger.kept.get(asCompany)!.events).toContainEqual(
      expect.objectContaining({ type: 'MemberGone', why: 'changed-kind' }),
    );
  });

  test('heard again adds nothing (Inv 3)', async () => {
    await is('CUSTOMER_PERSON', person);
    await obeyAll();
    office.out.length = 0;
    revision--;
    await is('CUSTOMER_PERSON', person);
    expect(office.out).toEqual([]);
  });

  test('is no longer the department of its contact persons, and is again once it is a company again', async () => {
    const contact = linkIdOf({ ...ref, resource: 'contactperson', id: '31' }, 'employee');
    await is('CUSTOMER_PERSON', person);
    await obeyAll();
    expect([standing(contact), hrmRow(contact).values['departmentId']]).toEqual(['agree', null]);
    await is('CUSTOMER', company);
    await obeyAll();
    expect(hrmRow(contact).values['departmentId']).toBe(hrmRow(asCompany).key);
    expect(standing(contact)).toBe('agree');
  });

  test('whose department was edited in the HRM meanwhile has a person asked, who decides', async () => {
    await editHrm(asCompany, { name: 'Fjell AS' });
    const { ticket } = office.commands.splice(0)[0]!;
    await is('CUSTOMER_PERSON', person);
    await office.hear(office.message('WriteAnswered', { ticket, outcome: 'stale', sent: [], refusals: [] }));
    await obeyAll();
    expect([standing(asCompany), standing(asPerson)]).toEqual(['conflicts', 'agree']);
    expect(hrmRow(asCompany).values['active']).toBe(true);
    const by = { who: 'kari', why: 'no longer a company' };
    await office.carryOut({ id: 'k1', by, decision: { type: 'settleGone', link: asCompany, choice: 'deactivate' } });
    await obeyAll();
    expect([standing(asCompany), hrmRow(asCompany).values['active']]).toEqual(['onlyInHrm', false]);
  });

  test('and a company again returns to its link, however often, and nothing is made twice', async () => {
    for (let times = 0; times < 3; times++) {
      await is('CUSTOMER_PERSON', person);
      await obeyAll();
      await is('CUSTOMER', company);
      await obeyAll();
      expect([standing(asCompany), standing(asPerson)]).toEqual(['agree', 'onlyInHrm']);
      expect([hrmRow(asCompany).values['active'], hrmRow(asPerson).values['active']]).toEqual([true, false]);
    }
    expect(types(asCompany).filter((type) => type === 'MemberReturned')).toHaveLength(3);
    expect([...office.ledger.rows.values()].filter((row) => row.ref.system === 'customhrm')).toHaveLength(3);
  });

  test('while its department is being made has that deactivated as soon as it is there', async () => {
    office = new Office(settings);
    revision = 0;
    await is('CUSTOMER', company);
    await office.scansComplete();
    await office.meetAll();
    const [create] = office.commands.splice(0);
    await is('CUSTOMER_PERSON', person);
    office.commands.length = 0;
    await office.hear(office.done(create!));
    expect(office.commands).toMatchObject([{ op: 'deactivate', kind: 'department' }]);
    await obeyAll();
    expect(standing(asCompany)).toBe('onlyInHrm');
  });
});

describe('an answer that shows a person where a company was linked', () => {
  test('settles its write, and is how the change is heard', async () => {
    await editHrm(asCompany, { name: 'Fjell AS' });
    const command = office.commands.splice(0).find(({ ticket }) => ticket.system === 'powerofficego')!;
    const { data, ...message } = office.done(command);
    const answer = { ...(data as object), outcome: 'stale', sent: [], values: person, revision: 2 };
    await office.hear({
      ...message,
      data: { ...answer, kind: 'employee', category: 'CUSTOMER_PERSON', roles: ['CUSTOMER_PERSON'] },
    });
    expect(office.commands.filter(({ op }) => op === 'create')).toMatchObject([
      { category: 'CUSTOMER_PERSON', values: person },
    ]);
    expect(office.ledger.rows.get('default/powerofficego/contact/21')).toMatchObject({
      kind: 'employee',
      linkId: asPerson,
    });
    const settled = office.ledger.kept.get(asCompany)!.changed.state.members['powerofficego/contact'];
    expect(settled).toMatchObject({ gone: true });
    expect(settled).not.toHaveProperty('asked');
    // The edit is in nobody's hands now: a person is asked.
    expect(standing(asCompany)).toBe('conflicts');
  });

  test('that comes after the change was heard is heard for what it did not write', async () => {
    await editHrm(asCompany, { name: 'Fjell AS' });
    const command = office.commands.splice(0).find(({ ticket }) => ticket.system === 'powerofficego')!;
    await is('CUSTOMER_PERSON', person);
    await obeyAll();
    const { data, ...message } = office.done(command);
    const answer = { ...(data as object), values: { ...person, email: 'g@x.no' }, revision: revision + 1 };
    await office.hear({ ...message, data: { ...answer, kind: 'employee', category: 'CUSTOMER_PERSON' } });
    expect(office.commands).toMatchObject([{ ticket: { system: 'customhrm' }, values: { email: 'g@x.no' } }]);
  });
});

test('a customer that could not be read at first is met as what it turns out to be', async () => {
  const problem = [{ field: null, code: 'schema' as const, words: 'IsPerson is a list' }];
  await office.hear(office.seen('powerofficego', 'CUSTOMER', '22', company, { problem }));
  const unread = linkIdOf({ ...ref, id: '22' }, 'department');
  expect(standing(unread)).toBe('parked');
  await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '22', person, { revision: 2 }));
  expect(standing(unread)).toBe('ended');
  await obeyAll();
  expect(standing(linkIdOf({ ...ref, id: '22' }, 'employee'))).toBe('agree');
  expect(counts().companies).toEqual([1, 0]);
});

test('a customer that is a company again is asked nothing that a person answered before it was a person', async () => {
  office = new Office({ ...settings, phase: 'match' });
  const [h1, h2] = ['h1', 'h2'].map((id) => office.seen('customhrm', 'CUSTOMER', id, company));
  await office.hear(h1!, h2!);
  await is('CUSTOMER', company);
  await office.scansComplete();
  await office.meetAll();
  await office.decide({ type: 'declineProposal', link: asCompany, then: 'create' });
  await is('CUSTOMER_PERSON', person);
  expect(standing(asCompany)).toBe('ended');
  await is('CUSTOMER', company);
  expect(types(asCompany).filter((type) => type === 'MatchProposed')).toHaveLength(1);
});
