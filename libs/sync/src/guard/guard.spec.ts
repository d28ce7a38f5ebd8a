import { auditPollId } from '@samsvar/contracts';
import type { Message, Values } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { Office, officeSettings } from '../testing/office.js';
import type { Limits } from './limits.js';
import { usualLimits } from './limits.js';

const limits: Limits = { ...usualLimits, clear: { absolute: 2, percent: 10 }, create: { absolute: 1, percent: 0 } };
const by = { who: 'kari', why: 'a test' };

/** So many customers' persons in agreement, and how they are edited in PowerOffice Go. */
async function agreeing(count = 5, guards = limits) {
  const office = new Office(officeSettings({ guards: () => guards }));
  const saidBy = new Map<string, { revision: number; values: Values }>();
  const seen = (id: string, values: Values, pollId = 'look'): Message => {
    const revision = (saidBy.get(id)?.revision ?? 0) + 1;
    saidBy.set(id, { revision, values });
    return office.seen('powerofficego', 'CUSTOMER_PERSON', id, values, { revision, pollId });
  };
  const ids = Array.from({ length: count }, (_, index) => `${index}`);
  await office.hear(...ids.map((id) => seen(id, { lastName: `Navn${id}`, email: `${id}@x.no` })));
  await office.scansComplete();
  await office.goOn();
  while ((await office.obey()).length > 0);
  const edit = (id: string, values: Values, pollId?: string) =>
    seen(id, { ...saidBy.get(id)!.values, ...values }, pollId);
  const end = (pollId: string, changed: number) => office.ended('powerofficego', 'CUSTOMER_PERSON', pollId, changed);
  const told = () => office.commands.splice(0).map(({ values }) => values);
  return { office, ids, seen, edit, end, told };
}

const noEmail = { email: null };
const audit = { revision: 1, pollId: auditPollId('p1') };

describe('what one poll led to (Inv 21)', () => {
  test('waits for its end, and then goes out', async () => {
    const { office, edit, end, told } = await agreeing();
    await office.hear(edit('1', { email: 'n@x.no' }, 'poll-1'));
    await office.goOn();
    expect(told()).toEqual([]);
    await office.hear(end('poll-1', 1));
    await office.goOn();
    expect(told()).toEqual([{ email: 'n@x.no' }]);
  });
  test('waits until all it told of is heard, whichever comes first', async () => {
    const { office, edit, end, told } = await agreeing();
    await office.hear(end('poll-1', 2), edit('1', { email: 'n@x.no' }, 'poll-1'));
    await office.goOn();
    expect(told()).toEqual([]);
    await office.hear(edit('2', { email: 'm@x.no' }, 'poll-1'));
    await office.goOn();
    expect(new Set(told())).toEqual(new Set([{ email: 'n@x.no' }, { email: 'm@x.no' }]));
  });
  test('waits no longer where a deletion is among what it told of', async () => {
    const { office, edit, end, told } = await agreeing();
    const gone = office.message('RecordGone', {
      ref: office.ref('powerofficego', 'CUSTOMER_PERSON', '2'),
      incarnation: '1',
      revision: 2,
      proof: 'a test',
    });
    await office.hear(gone, edit('1', { email: 'n@x.no' }, 'poll-1'), end('poll-1', 2));
    await office.goOn();
    expect(told()).toContainEqual({ email: 'n@x.no' });
  });
  test('goes out without its end when nothing more is heard of it for a while', async () => {
    const { office, edit, told } = await agreeing();
    await office.hear(edit('1', { email: 'n@x.no' }, 'poll-1'));
    office.ledger.clock += 10_000;
    await office.goOn();
    expect(told()).toEqual([{ email: 'n@x.no' }]);
  });
  test('is held before its first write where a class exceeds its limit, while everything else flows', async () => {
    const { office, edit, end, told } = await agreeing();
    await office.hear(edit('0', noEmail, 'poll-1'), edit('1', noEmail, 'poll-1'));
    await office.hear(edit('2', noEmail, 'poll-1'), edit('3', { lastName: 'Ny' }, 'poll-1'));
    await office.hear(edit('4', { email: 'n@x.no' }, 'poll-1'), end('poll-1', 5));
    await office.goOn();
    expect(told()).toEqual([{ lastName: 'Ny' }, { email: 'n@x.no' }]);
    expect(office.standings()).toMatchObject({ '0': 'waiting', '1': 'waiting', '2': 'waiting', '3': 'differ' });
    const tripped = { direction: 'toHrm', class: 'clear', count: 3, limit: 2 };
    expect(office.ledger.tenantEvents).toMatchObject([{ type: 'GuardTripped', hold: 'h1', ...tripped }]);
    expect(office.ledger.state.counts['customersperson-employee']).toMatchObject({ waiting: 3, differ: 2 });
  });

  test('is counted as a whole, whatever an audit says of the same records meanwhile', async () => {
    const { office, edit, end, told } = await agreeing();
    const audits = (id: string) =>
      office.seen('powerofficego', 'CUSTOMER_PERSON', id, { lastName: `Navn${id}`, email: `${id}@x.no` }, audit);
    await office.hear(audits('0'), edit('0', noEmail, 'poll-1'), audits('1'), edit('1', noEmail, 'poll-1'));
    await office.hear(audits('4'), edit('2', noEmail, 'poll-1'), audits('2'), end('poll-1', 3), audits('3'));
    await office.goOn();
    expect(told()).toEqual([]);
    expect(office.ledger.tenantEvents).toMatchObject([{ type: 'GuardTripped', class: 'clear', count: 3 }]);
  });
});

describe('within an hour', () => {
  test('what has gone out counts, and is forgotten after it', async () => {
    const { office, edit, told } = await agreeing();
    await office.hear(edit('0', noEmail), edit('1', noEmail), edit('2', noEmail));
    expect(told()).toEqual([noEmail, noEmail]);
    expect(office.standings()['2']).toBe('waiting');
    const later = await agreeing();
    await later.office.hear(later.edit('0', noEmail), later.edit('1', noEmail));
    later.office.ledger.clock += 70 * 60_000;
    await later.office.hear(later.edit('2', noEmail));
    expect(later.told()).toHaveLength(3);
    expect(later.office.ledger.tenantEvents).toEqual([]);
  });
  test('both the number and the share must be exceeded', async () => {
    const { office, ids, edit, told } = await agreeing(40);
    await office.hear(...ids.slice(0, 4).map((id) => edit(id, noEmail)));
    expect(told()).toHaveLength(4);
  });
  test('records that are new are counted as births', async () => {
    const { office, seen, told } = await agreeing();
    await office.hear(seen('8', { lastName: 'Åtte', email: null }), seen('9', { lastName: 'Ni', email: null }));
    expect(told()).toEqual([{ lastName: 'Åtte' }]);
    expect(office.standings()['9']).toBe('waiting');
  });
});

/** Three clears that are held. */
async function held() {
  const all = await agreeing();
  await all.office.hear(...['0', '1', '2'].map((id) => all.edit(id, noEmail, 'poll-1')), all.end('poll-1', 3));
  await all.office.goOn();
  expect(all.told()).toEqual([]);
  return all;
}

describe('what is held', () => {
  test('goes out when a person approves it, and only that: the next of its class is counted anew', async () => {
    const { office, edit, told } = await held();
    await office.decide({ type: 'approveHold', hold: 'h1' });
    expect(told()).toEqual([noEmail, noEmail, noEmail]);
    await office.hear(edit('3', noEmail));
    expect(told()).toEqual([noEmail]);
    expect(office.ledger.tenantEvents.at(-1)).toEqual({ type: 'GuardReleased', hold: 'h1', verdict: 'approved', by });
    expect(await office.decide({ type: 'approveHold', hold: 'h1' })).toMatchObject({ refused: { code: 'unknown' } });
  });
  test('goes out in slices, and nothing of it twice (Inv 3)', async () => {
    const { office, told } = await held();
    await office.decide({ type: 'approveHold', hold: 'h1' });
    await office.goOn(1);
    expect(told()).toHaveLength(3);
    expect(office.ledger.state.guard).toMatchObject({ holds: [], rulings: [] });
  });
  test('is set aside on both sides when a person rejects it, until somebody edits or releases it', async () => {
    const { office, edit, told } = await held();
    await office.decide({ type: 'rejectHold', hold: 'h1' });
    expect(told()).toEqual([]);
    expect(office.standings()).toMatchObject({ '0': 'parked', '1': 'parked', '2': 'parked', '3': 'agree' });
    await office.hear(edit('0', { email: 'again@x.no' }));
    expect(told()).toEqual([{ email: 'again@x.no' }]);
    const link = [...office.ledger.kept.values()].find(({ changed }) => changed.state.founding!.id === '1')!;
    await office.decide({ type: 'release', link: link.changed.state.id });
    expect(told()).toEqual([noEmail]);
  });
  test('takes later edits in: one of its class stays, another goes out, one taken back is over', async () => {
    const { office, edit, told } = await held();
    await office.hear(edit('0', { email: 'new@x.no' }), edit('1', { email: '1@x.no' }), edit('2', { lastName: 'Å' }));
    expect(office.commands.map(({ values }) => values)).toEqual([{ email: 'new@x.no' }, { lastName: 'Å' }]);
    expect(office.standings()).toMatchObject({ '1': 'agree' });
    await office.decide({ type: 'approveHold', hold: 'h1' });
    expect(office.commands).toHaveLength(2);
    await office.obey();
    expect(told()).toEqual([noEmail]);
  });
  test('stays held with whatever else of its class comes', async () => {
    const { office, edit, told } = await held();
    office.ledger.clock += 24 * 3_600_000;
    await office.hear(edit('3', noEmail));
    expect(told()).toEqual([]);
    expect(office.standings()['3']).toBe('waiting');
  });
});

describe('a write that was refused', () => {
  test('is sent again without what was refused, and is no other change', async () => {
    const office = new Office(officeSettings({ guards: () => ({ ...limits, create: { absolute: 0, percent: 0 } }) }));
    await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '1', { lastName: 'Ås', email: 'a@x.no' }));
    await office.scansComplete();
    await office.goOn();
    const [create] = office.commands.splice(0);
    const refusals = [{ field: 'email', code: 'refused' as const, words: 'no' }];
    const answer = { ticket: create!.ticket, outcome: 'refused', sent: [], refusals };
    await office.hear(office.message('WriteAnswered', answer));
    expect(office.commands).toMatchObject([{ op: 'create', values: { lastName: 'Ås' } }]);
  });
});

describe('a first contact', () => {
  test('that approves itself is exempt, and so are the references it leaves for later', async () => {
    const office = new Office(officeSettings({ guards: () => limits }));
    const boss = (id: string, manager: string | null) => ({
      lastName: `E${id}`,
      email: null,
      departmentId: null,
      managerId: manager && `default/powerofficego/contact/${manager}`,
    });
    const circle = ['1', '2', '3', '4'].map((id, index, all) => boss(id, all[(index + 1) % all.length]!));
    await office.hear(
      ...circle.map((values, index) => office.seen('powerofficego', 'EMPLOYEE', `${index + 1}`, values)),
    );
    await office.scansComplete();
    await office.goOn();
    while ((await office.obey()).length > 0);
    expect(new Set(Object.values(office.standings()))).toEqual(new Set(['agree']));
    expect(office.ledger.tenantEvents).toEqual([]);
  });
});
