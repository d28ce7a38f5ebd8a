import type { Category, Values } from '@samsvar/contracts';
import { referenceOf } from '@samsvar/contracts';
import type { Matching } from '@samsvar/sync';
import { Office } from '@samsvar/sync/testing';
import { describe, expect, test } from 'vitest';
import { settingsOf } from './settings.js';

type Row = readonly [Category, string, Values];

/** What becomes of PowerOffice Go's records that meet the HRM's, by the rules as they run: `rule → id`, or a question. */
async function meeting(
  go: readonly Row[],
  hrm: readonly Row[],
  matching: Matching = 'safe',
): Promise<readonly string[]> {
  const office = new Office(settingsOf({ id: 'default', firstContact: 'live', matching, flows: {} }));
  const rows = [...go.map((row) => ['powerofficego', row] as const), ...hrm.map((row) => ['customhrm', row] as const)];
  await office.hear(
    ...rows.map(([system, [category, id, { reference, ...values }]]) =>
      office.seen(system, category, id, { category, ...values }, reference ? { reference: String(reference) } : {}),
    ),
  );
  await office.scansComplete();
  await office.meetAll();
  return go.map(([, id]) => {
    const link = [...office.ledger.kept.values()].find(({ changed }) => changed.state.founding?.id === id)!.changed
      .state;
    const { proposal, members } = link;
    if (proposal)
      return `${proposal.code} (${proposal.rule}): ${proposal.candidates.map((key) => key.split('/').at(-1)).join()}`;
    const member = Object.entries(members).find(([key]) => key.startsWith('customhrm'))?.[1];
    return member?.ref ? `linked: ${member.ref.id}` : 'created';
  });
}

const person = (more: Values): Values => ({ firstName: 'Kari', lastName: 'Moe', ...more });
const employee = (id: string, more: Values): Row => ['EMPLOYEE', id, person(more)];
const contact = (id: string, more: Values): Row => ['CONTACT_PERSON', id, person(more)];

describe('employees', () => {
  test('are linked by number and last name, or number and birth date', async () => {
    const number = { employeeNumber: '7' };
    expect(await meeting([employee('1', number)], [employee('h1', number)])).toEqual(['linked: h1']);
    const born = { ...number, dateOfBirth: '1980-01-01' };
    expect(await meeting([employee('1', born)], [employee('h1', { ...born, lastName: 'Dahl' })])).toEqual([
      'linked: h1',
    ]);
    expect(await meeting([employee('1', number)], [employee('h1', { ...number, lastName: 'Dahl' })])).toEqual([
      'created',
    ]);
  });

  test('are linked by an e-mail address that is theirs alone', async () => {
    const mail = { email: 'Kari@x.no' };
    const their = { email: 'kari@x.no ', lastName: 'Berg Moe' };
    expect(await meeting([employee('1', mail)], [employee('h1', their)])).toEqual(['linked: h1']);
    expect(await meeting([employee('1', mail)], [employee('h1', { ...mail, lastName: 'Dahl' })])).toEqual(['created']);
  });

  test('are asked about where two share the address on either side, whatever their names', async () => {
    const mail = { email: 'familien@x.no' };
    const spouse = { ...mail, firstName: 'Ola', lastName: 'Dahl' };
    expect(await meeting([employee('1', mail)], [employee('h1', mail), employee('h2', spouse)])).toEqual([
      'ambiguous (email): h1',
    ]);
    expect(await meeting([employee('1', mail), employee('2', spouse)], [employee('h1', mail)])).toEqual([
      'ambiguous (email): h1',
      'created',
    ]);
  });

  test('behind a shared mailbox are nobody’s match, in any mode', async () => {
    const mail = { email: 'post@x.no' };
    for (const matching of ['safe', 'propose', 'literal'] as const)
      expect(await meeting([employee('1', mail)], [employee('h1', mail)], matching)).toEqual(['created']);
  });

  test('of another category with the address are only proposed', async () => {
    const mail = { email: 'kari@x.no' };
    expect(await meeting([contact('1', mail)], [employee('h1', mail)])).toEqual([
      'proposal (email-other-category): h1',
    ]);
    expect(await meeting([contact('1', mail)], [contact('h1', mail)])).toEqual(['linked: h1']);
  });

  test('are only proposed by name and birth date, and by phone and last name', async () => {
    const born = { dateOfBirth: '1980-01-01' };
    expect(await meeting([employee('1', born)], [employee('h1', { ...born, firstName: 'KARI' })])).toEqual([
      'proposal (name-and-birth-date): h1',
    ]);
    expect(
      await meeting([employee('1', { phone: '91 23 45 67' })], [employee('h1', { phone: '+4791234567' })]),
    ).toEqual(['proposal (phone-and-last-name): h1']);
  });

  test('are a question where the record that fits is taken', async () => {
    const [mail, number] = [{ email: 'kari@x.no' }, { employeeNumber: '7' }];
    expect(
      await meeting([employee('1', number), employee('2', mail)], [employee('h1', { ...number, ...mail })]),
    ).toEqual(['linked: h1', 'taken (email): h1']);
  });
});

describe('departments', () => {
  const department = (id: string, values: Values): Row => ['DEPARTMENT', id, values];
  const customer = (id: string, values: Values): Row => ['CUSTOMER', id, values];

  test('are linked by their code within the category', async () => {
    const code = { code: '10', name: 'Salg' };
    expect(await meeting([department('1', code)], [department('h1', { ...code, name: 'X' })])).toEqual(['linked: h1']);
    expect(await meeting([customer('1', code)], [department('h1', { ...code, name: 'X' })])).toEqual(['created']);
    expect(await meeting([department('1', code)], [department('h1', code), department('h2', code)])).toEqual([
      'ambiguous (code): h1,h2',
    ]);
    expect(await meeting([department('1', code), department('2', code)], [department('h1', code)])).toEqual([
      'ambiguous (code): h1',
      'ambiguous (code): h1',
    ]);
  });

  test('are linked by a valid organisation number, if they are customers', async () => {
    const spelt = { organizationNumber: 'NO 312 345 676 MVA', name: 'A' };
    const plain = { organizationNumber: '312345676', name: 'B' };
    expect(await meeting([customer('1', spelt)], [customer('h1', plain)])).toEqual(['linked: h1']);
    const wrong = { organizationNumber: '312345677', name: 'A' };
    expect(await meeting([customer('1', wrong)], [customer('h1', { ...wrong, name: 'B' })])).toEqual(['created']);
  });

  test('are only proposed by their name, within the category', async () => {
    expect(
      await meeting([customer('1', { name: 'Fjord  Bygg AS' })], [customer('h1', { name: 'fjord bygg' })]),
    ).toEqual(['proposal (name): h1']);
    expect(await meeting([customer('1', { name: 'Salg' })], [department('h1', { name: 'Salg' })])).toEqual(['created']);
  });
});

describe('the mode', () => {
  const number = { employeeNumber: '7' };

  test('`propose` has every match wait for a person', async () => {
    expect(await meeting([employee('1', number)], [employee('h1', number)], 'propose')).toEqual([
      'proposal (employee-number): h1',
    ]);
  });

  test('`literal` matches nobody', async () => {
    expect(await meeting([employee('1', number)], [employee('h1', number)], 'literal')).toEqual(['created']);
  });

  test('whichever it is, what was born of our own create is known by its reference (Inv 12)', async () => {
    const reference = referenceOf({ tenant: 'default', system: 'powerofficego', resource: 'contact', id: '1' });
    for (const matching of ['safe', 'propose', 'literal'] as const) {
      expect(await meeting([employee('1', {})], [employee('h1', { reference })], matching)).toEqual(['linked: h1']);
    }
  });

  test('says which fields were compared', async () => {
    const office = new Office(settingsOf({ id: 'default', firstContact: 'live', matching: 'propose', flows: {} }));
    const values = { category: 'EMPLOYEE', ...person(number) };
    await office.hear(
      office.seen('powerofficego', 'EMPLOYEE', '1', values),
      office.seen('customhrm', 'EMPLOYEE', 'h1', values),
    );
    await office.scansComplete();
    await office.meetAll();
    expect([...office.ledger.kept.values()][0]!.changed.state.proposal).toMatchObject({
      compared: ['employeeNumber', 'lastName', 'dateOfBirth'],
    });
  });
});
