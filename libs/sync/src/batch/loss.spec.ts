import { linkIdOf, referenceOf } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import type { Matching } from '../match.js';
import { heedLoss } from './again.js';
import { Office, officeSettings } from '../testing/office.js';
import { withReferences } from '../testing/references.js';

const department = { name: 'Salg', code: '10', managerId: null };
/** The small office, which knows its own references too. */
const settings = withReferences(officeSettings());
const referenceFor = (office: Office, id: string) => referenceOf(office.ref('powerofficego', 'DEPARTMENT', id));
const linkOf = (office: Office, id: string) =>
  office.ledger.kept.get(linkIdOf(office.ref('powerofficego', 'DEPARTMENT', id), 'department'))!;

/** A department and its counterpart, met by a link that has no memory. */
async function metAgain(theirs: object, reference?: string, matching: Matching = 'safe') {
  const office = new Office({ ...settings, matching });
  await office.hear(
    office.seen('powerofficego', 'DEPARTMENT', 'd1', department),
    office.seen('powerofficego', 'DEPARTMENT', 'd2', { ...department, name: 'Lager', code: '20' }),
    office.seen('customhrm', 'DEPARTMENT', 'h1', { ...department, ...theirs }),
    office.seen(
      'customhrm',
      'DEPARTMENT',
      'h2',
      { ...department, name: 'Lager', code: '20' },
      { ...(reference && { reference }) },
    ),
  );
  await office.scansComplete();
  await office.meetAll();
  return office;
}

describe('links that form again after their memory was lost', () => {
  test('overwrite nothing that is not equal: a person decides (Inv 15)', async () => {
    const office = new Office();
    const reference = referenceFor(office, 'd2');
    const again = await metAgain({ name: 'Salg og service' }, reference);
    expect(again.standings()).toEqual({ d1: 'conflicts', d2: 'agree' });
    expect(again.commands).toEqual([]);
    expect(linkOf(again, 'd1').events).toContainEqual(
      expect.objectContaining({ type: 'InitialDifference', unit: 'name', winner: 'ask' }),
    );
  });

  test('join what was born of them, also where nothing else is matched (Inv 12)', async () => {
    const reference = referenceFor(new Office(), 'd2');
    const again = await metAgain({}, reference, 'literal');
    expect(again.commands.map(({ op, reference: born }) => [op, born])).toEqual([
      ['create', referenceFor(again, 'd1')],
    ]);
    expect(again.standings()).toEqual({ d1: 'differ', d2: 'agree' });
  });

  test('are told from a first meeting by our references: there the owner wins', async () => {
    const first = await metAgain({ name: 'Salg og service' });
    expect(first.standings()['d1']).toBe('differ');
    expect(first.commands.map(({ values }) => values)).toEqual([{ name: 'Salg' }]);
  });
});

describe('an answer nobody waits for', () => {
  /** A department that agrees with its counterpart, and the write that a lost memory had asked. */
  async function agreed() {
    const office = await metAgain({});
    const linkId = linkIdOf(office.ref('powerofficego', 'DEPARTMENT', 'd1'), 'department');
    const late = (values: object, more: object = {}) =>
      office.message('WriteAnswered', {
        ticket: { linkId, system: 'customhrm', resource: 'department', n: 77 },
        outcome: 'done',
        sent: ['name'],
        ref: office.ref('customhrm', 'DEPARTMENT', 'h1'),
        values: { ...department, ...values },
        revision: 9,
        refusals: [],
        kind: 'department',
        category: 'DEPARTMENT',
        roles: ['DEPARTMENT'],
        mapping: 'm',
        ...more,
      });
    return { office, late };
  }

  test('is heard for what it says beside what it sent', async () => {
    const { office, late } = await agreed();
    await office.hear(late({ code: '11' }));
    expect(office.commands).toMatchObject([{ ref: { system: 'powerofficego' }, values: { code: '11' } }]);
  });

  test('never has what it sent flow back: it may be our own, and is kept as a conflict (Inv 15)', async () => {
    const { office, late } = await agreed();
    await office.hear(late({ name: 'Sal' }));
    expect(office.commands).toMatchObject([{ ref: { system: 'customhrm' }, values: { name: 'Salg' } }]);
    expect(linkOf(office, 'd1').events).toContainEqual(
      expect.objectContaining({ type: 'ConflictFound', why: 'ambiguous', theirs: { name: 'Sal' } }),
    );
  });

  test('of a write that was only looked at overwrites nothing: a person decides (Inv 15)', async () => {
    const { office, late } = await agreed();
    await office.hear(late({ name: 'Butikk' }, { outcome: 'stale', sent: [], ambiguous: ['name'] }));
    expect(office.commands).toEqual([]);
    expect(office.standings()['d1']).toBe('conflicts');
    const told = expect.objectContaining({ type: 'ConflictFound', winner: 'ask', theirs: { name: 'Butikk' } });
    expect(linkOf(office, 'd1').events).toContainEqual(told);
  });

  test('adds nothing when it comes again (Inv 3)', async () => {
    const { office, late } = await agreed();
    await office.hear(late({ code: '11' }));
    const events = linkOf(office, 'd1').events.length;
    await office.hear(late({ code: '11' }), late({ code: '11' }, { outcome: 'stale', sent: [] }));
    expect(linkOf(office, 'd1').events).toHaveLength(events);
  });
});

test('of what a forgotten birth is found to hold besides a person says whether it holds (Inv 15)', async () => {
  const office = new Office();
  await office.hear(office.seen('powerofficego', 'DEPARTMENT', 'd1', { ...department, code: null }));
  await office.scansComplete();
  await office.meetAll();
  const born = office.done(office.commands.pop()!);
  const data = born.data as { values: object; sent: readonly string[] };
  const values = { ...data.values, code: '77' };
  const sent = data.sent.filter((field) => field !== 'code');
  await office.hear({ ...born, data: { ...data, values, sent, found: true } });
  expect(office.commands).toEqual([]);
  const [link] = [...office.ledger.kept.values()].map(({ changed }) => changed);
  await office.decide({ type: 'settleConflict', link: link!.state.id, unit: 'code', winner: 'customhrm' });
  expect(office.commands).toMatchObject([{ ref: { system: 'powerofficego' }, values: { code: '77' } }]);
});

test('a birth that is answered after its record was heard of names whom that names (Inv 15)', async () => {
  const office = new Office(settings);
  const [theirs, ours] = ['powerofficego', 'customhrm'].map((system) => `default/${system}/`) as [string, string];
  const person = { lastName: 'Moe', email: 'moe@eksempel.no', departmentId: null, managerId: null };
  await office.hear(
    office.seen('powerofficego', 'EMPLOYEE', 'p', person),
    office.seen('customhrm', 'EMPLOYEE', 'h', person),
    office.seen('powerofficego', 'DEPARTMENT', 'd1', { ...department, managerId: `${theirs}contact/p` }),
  );
  await office.scansComplete();
  await office.meetAll();
  const [birth] = office.commands.splice(0);
  const born = office.done(birth!);
  const { ref } = born.data as { ref: { id: string } };
  const named = { ...department, managerId: `${ours}employee/h` };
  await office.hear(
    office.seen('customhrm', 'DEPARTMENT', ref.id, named, { revision: 9, reference: referenceFor(office, 'd1') }),
  );
  await office.hear(born);
  // What it was still to be told when it was born is there by now.
  const [late, ...others] = office.commands.splice(0);
  expect([late!.values, others]).toEqual([{ managerId: `${ours}employee/h` }, []]);
  const { ticket } = late!;
  await office.hear(office.message('WriteAnswered', { ticket, outcome: 'same', sent: [], refusals: [] }));
  expect([office.commands, office.standings()]).toEqual([[], { d1: 'agree', p: 'agree' }]);
});

test('a ticket begins at the clock, so that none that was lost comes again', async () => {
  const office = new Office();
  office.ledger.clock = 5_000;
  await office.hear(office.seen('powerofficego', 'DEPARTMENT', 'd1', department));
  await office.scansComplete();
  await office.meetAll();
  expect(office.commands.map(({ ticket }) => ticket.n)).toEqual([5_000]);
  await office.obey();
  await office.hear(office.seen('powerofficego', 'DEPARTMENT', 'd1', { ...department, code: '11' }, { revision: 2 }));
  expect(office.commands.map(({ ticket }) => ticket.n)).toEqual([5_001]);
});

describe('a ledger without memory of a tenant', () => {
  const asked = async (office: Office, begun: number) =>
    (await heedLoss(office.ledger, settings, begun)).out.map(({ message }) => message.data);
  const all = (since: number) => Array<object>(5).fill(expect.objectContaining({ full: true, retell: true, since }));

  test('has everything told again, also when an edit or a listing was heard before anybody looked', async () => {
    const office = new Office();
    await office.hear(office.seen('powerofficego', 'DEPARTMENT', 'd1', department));
    await office.scansComplete([office.ref('powerofficego', 'DEPARTMENT', 'd2')]);
    expect(await asked(office, 5)).toEqual(all(5));
    expect(await asked(office, 5)).toEqual([]);
  });

  test('is none where everything has met: that is told again only when its history becomes another', async () => {
    const office = await metAgain({});
    expect(await asked(office, 5)).toEqual([]);
    expect(await asked(office, 9)).toEqual(all(9));
  });
});
