import type { ContactValues, RecordRef, Ticket } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import type { Reading } from '../port.js';
import { hear } from './hear.js';
import { recover } from './recover.js';
import { echoed, raisedAbove, settleDone, settleUnsent } from './settle.js';
import { mayWrite } from './write.js';

const ref: RecordRef = { tenant: 'default', system: 'powerofficego', resource: 'contactperson', id: '7' };
/** The record's own stamp covers all but the address, as for a contact person. */
const resource = {
  stampOf: (field: string) => (field.startsWith('address.') ? null : 'record'),
  abilities: { settleAfterMs: 5_000 },
};
const reading = (stamp: string, values: Reading['values'], more: Partial<Reading> = {}): Reading => ({
  id: '7',
  values,
  stamps: { record: stamp },
  ...more,
});
const at = (now: number, begunAt = now) => ({ resource, ref, now, begunAt });
const first = (values: Reading['values'], stamp = '10') => hear(undefined, reading(stamp, values), at(0)).row;
const ticket: Ticket = { linkId: 'l1', system: 'powerofficego', resource: 'contactperson', n: 1 };

describe('a record that is heard', () => {
  test('is told when it is seen for the first time', () => {
    const heard = hear(undefined, reading('10', { name: 'a' }), at(0));
    expect(heard).toMatchObject({ told: true, stored: true, whole: true, row: { revision: 1, incarnation: 1 } });
  });

  test('is not told again when it repeats itself (Inv 4)', () => {
    expect(hear(first({ name: 'a' }), reading('10', { name: 'a' }), at(9))).toMatchObject({
      told: false,
      stored: false,
    });
  });

  test('keeps a newer stamp without telling anything', () => {
    const heard = hear(first({ name: 'a' }), reading('11', { name: 'a' }), at(9));
    expect(heard).toMatchObject({ told: false, stored: true, row: { revision: 1, stamps: { record: '11' } } });
  });

  test('is deaf to a reading older than the newest stamp ever met (Inv 13)', () => {
    const now = hear(first({ name: 'a' }), reading('12', { name: 'b' }), at(9)).row;
    const heard = hear(now, reading('11', { name: 'a' }), at(10));
    expect(heard).toMatchObject({ told: false, stored: false, whole: false });
    expect(heard.row.values).toEqual({ name: 'b' });
  });

  test('tells a change with the revision that says it', () => {
    const { row, changed } = hear(first({ name: 'a', phone: '1' }), reading('11', { name: 'b', phone: '1' }), at(9));
    expect(changed).toEqual(['name']);
    expect(row).toMatchObject({ revision: 2, changed: { name: 2 }, values: { name: 'b', phone: '1' } });
  });

  test('hears a field that no stamp covers only from a reading begun long enough after its last change', () => {
    const row = first({ 'address.city': 'Oslo' });
    const other = reading('10', { 'address.city': 'Bergen' });
    expect(hear(row, other, at(5_100, 4_999)).told).toBe(false);
    const heard = hear(row, other, at(5_100, 5_000));
    expect(heard).toMatchObject({ told: true, row: { quietSince: 5_100 } });
    expect(hear(heard.row, reading('10', { 'address.city': 'Oslo' }), at(10_200, 10_099)).told).toBe(false);
  });

  test('hears what no stamp covers at once in the answer of a write', () => {
    const heard = hear(first({ 'address.city': 'Oslo' }), reading('10', { 'address.city': 'Bergen' }), {
      ...at(10),
      answer: true,
    });
    expect(heard.changed).toEqual(['address.city']);
  });

  test('takes over the version only of a reading that is not older', () => {
    const row = hear(undefined, reading('12', { name: 'a' }, { version: '"12"' }), at(0)).row;
    expect(hear(row, reading('11', { name: 'a' }, { version: '"11"' }), at(9)).row.version).toBe('"12"');
    expect(hear(row, reading('13', { name: 'a' }, { version: '"13"' }), at(9)).row.version).toBe('"13"');
  });

  test('tells that a field became masked, once, and again when it can be read', () => {
    const masked = reading('10', { name: 'a' }, { masked: ['phone'] });
    const heard = hear(first({ name: 'a', phone: '1' }), masked, at(9));
    expect(heard).toMatchObject({ told: true, row: { values: { name: 'a' }, revision: 2 } });
    expect(heard.row.values).not.toHaveProperty('phone');
    expect(hear(heard.row, masked, at(10)).told).toBe(false);
    expect(hear(heard.row, reading('10', { name: 'a', phone: '1' }), at(11))).toMatchObject({ changed: ['phone'] });
  });

  test('tells a field that can no longer be read by its problem, and without its value', () => {
    const problem = [{ field: 'name', code: 'schema' as const, words: 'name is no text' }];
    const heard = hear(first({ name: 'a', phone: '1' }), reading('11', { phone: '1' }, { problem }), at(9));
    expect(heard).toMatchObject({ told: true, row: { values: { phone: '1' }, problem } });
    expect(heard.row.values).not.toHaveProperty('name');
    expect(hear(heard.row, reading('11', { phone: '1' }, { problem }), at(9)).told).toBe(false);
  });
});

describe('a contact', () => {
  const contact = {
    stampOf: (field: string) => field.split('.')[0]!,
    abilities: { settleAfterMs: 5_000 },
  };
  const employee = (stamp: string, email: string): Reading => ({
    id: '7',
    values: { roles: ['employee'], shared: { EmailAddress: email }, employee: { JobTitle: 'x' } },
    stamps: { employee: stamp, shared: stamp },
  });
  const customer = (stamp: string, email: string): Reading => ({
    id: '7',
    values: { roles: ['customer'], shared: { EmailAddress: email }, customer: { Number: '1' } },
    stamps: { customer: stamp, shared: stamp },
  });
  const hearing = { resource: contact, ref, now: 0, begunAt: 0 };

  test('read through one role joins the roles known before', () => {
    const row = hear(undefined, employee('10', 'a@b.no'), hearing).row;
    const heard = hear(row, customer('10', 'a@b.no'), hearing);
    expect(heard.told).toBe(true);
    expect((heard.row.values as ContactValues).roles).toEqual(['employee', 'customer']);
    expect(heard.row.values).toMatchObject({ employee: { JobTitle: 'x' }, customer: { Number: '1' } });
  });

  test('that joins through a role which lags obeys the floor of what all roles share', () => {
    const row = hear(undefined, employee('10', 'new@b.no'), hearing).row;
    const heard = hear(row, customer('09', 'old@b.no'), hearing);
    expect((heard.row.values as ContactValues).shared).toEqual({ EmailAddress: 'new@b.no' });
    expect((heard.row.values as ContactValues).customer).toEqual({ Number: '1' });
  });

  test('is written by plain names, through the role that is told', () => {
    const row = hear(undefined, employee('10', 'a@b.no'), hearing).row;
    const command = { decidedOn: 1, role: 'employee' as const };
    const verdict = mayWrite(row, {
      ...command,
      values: { EmailAddress: 'n@b.no', JobTitle: 'y' },
      expected: { EmailAddress: 'a@b.no', JobTitle: 'x' },
    });
    expect(verdict).toEqual({ verdict: 'write', fields: ['EmailAddress', 'JobTitle'] });
  });
});

describe('a write', () => {
  const row = first({ name: 'a', phone: '1' });
  const wants = (name: string, expected: string, decidedOn = 1) => ({
    values: { name },
    expected: { name: expected },
    decidedOn,
  });

  test('goes out with the fields that differ only (Inv 17)', () => {
    const command = { values: { name: 'b', phone: '1' }, expected: { name: 'a', phone: '0' }, decidedOn: 1 };
    expect(mayWrite(row, command)).toEqual({ verdict: 'write', fields: ['name'] });
  });

  test('of one half of a group goes out only while the other half is as it was (Inv 5)', () => {
    const half = { values: { name: 'b' }, decidedOn: 1 };
    expect(mayWrite(row, { ...half, expected: { name: 'a', phone: '1' } }).verdict).toBe('write');
    expect(mayWrite(row, { ...half, expected: { name: 'a', phone: '0' } })).toEqual({
      verdict: 'stale',
      fields: ['phone'],
    });
  });

  test('that finds what it wants is the same, whatever was expected', () => {
    expect(mayWrite(row, wants('a', 'z')).verdict).toBe('same');
  });

  test('is stale when the record does not hold what was expected (Inv 5)', () => {
    expect(mayWrite(row, wants('b', 'z'))).toEqual({ verdict: 'stale', fields: ['name'] });
  });

  test('is stale when a change was told since, even if it was reverted', () => {
    const edited = hear(row, reading('11', { name: 'x' }), at(1)).row;
    const back = hear(edited, reading('12', { name: 'a' }), at(2)).row;
    expect(mayWrite(back, wants('b', 'a')).verdict).toBe('stale');
    expect(mayWrite(back, wants('b', 'a', 3)).verdict).toBe('write');
  });

  test('finds nothing where there is no record', () => {
    expect(mayWrite(undefined, wants('b', 'a')).verdict).toBe('gone');
  });

  test('when done says what is stored and names what was sent', () => {
    const { answer, row: after } = settleDone(row, reading('11', { name: 'B', phone: '2' }), at(9), {
      ticket,
      sent: ['name'],
    });
    expect(answer).toMatchObject({ outcome: 'done', sent: ['name'], values: { name: 'B', phone: '2' }, revision: 2 });
    expect(after).toMatchObject({ changed: { name: 2, phone: 2 }, stamps: { record: '11' } });
  });

  test('says in its answer what could not be read, since no later reading of the same will', () => {
    const problem = [{ field: 'phone', code: 'schema' as const, words: 'phone is no text' }];
    const misfit = reading('11', { name: 'B' }, { problem });
    const { answer, row: after } = settleDone(row, misfit, at(9), { ticket, sent: ['name'] });
    expect(answer).toMatchObject({ values: { name: 'B' }, problem });
    expect(hear(after!, misfit, at(10)).told).toBe(false);
  });

  test('of a field that no stamp covers keeps readings of it out for a while', () => {
    const { row: after } = settleDone(
      first({ 'address.city': 'Oslo' }),
      reading('10', { 'address.city': 'Bergen' }),
      at(9),
      {
        ticket,
        sent: ['address.city'],
      },
    );
    expect(hear(after, reading('10', { 'address.city': 'Oslo' }), at(4_000)).told).toBe(false);
  });

  test('that was not sent leaves the row as it is', () => {
    expect(settleUnsent(row, ticket, 'stale')).toMatchObject({
      row,
      answer: { outcome: 'stale', sent: [], revision: 1 },
    });
  });
});

describe('a write that found no record', () => {
  const row = first({ name: 'a' });
  const { row: doubted, answer } = settleUnsent(row, ticket, 'gone');

  test('says about which, and nothing of what it holds', () => {
    expect(answer).toMatchObject({ outcome: 'gone', ref });
    expect(answer).not.toHaveProperty('values');
  });
  test('has the record told by whoever meets it again, changed or not, once', () => {
    const met = hear(doubted, reading('10', { name: 'a' }), at(9));
    expect(met).toMatchObject({ told: true, changed: [], row: { revision: 2, changed: {} } });
    expect(hear(met.row, reading('10', { name: 'a' }), at(10)).told).toBe(false);
  });
  test('under one of its roles is answered by a reading of that role only', () => {
    const contact = { stampOf: () => 'record', abilities: { settleAfterMs: 0 } };
    const as = (...roles: ('employee' | 'customer')[]) => reading('10', { roles, shared: {} });
    const hearing = { resource: contact, ref, now: 0, begunAt: 0 };
    const both = hear(undefined, as('employee', 'customer'), hearing).row;
    const { row: off } = settleUnsent(both, ticket, 'gone', { role: 'employee' });
    expect(hear(off, as('customer'), hearing).told).toBe(false);
    expect(hear(off, as('employee'), hearing).told).toBe(true);
  });
  test('is not answered by a reading from before', () => {
    const newer = { ...doubted!, stamps: { record: '12' } };
    expect(hear(newer, reading('11', { name: 'a' }), at(9)).told).toBe(false);
  });
});

describe('a write of unknown outcome (Inv 14)', () => {
  const unknown = { values: { name: 'b' }, sent: ['name'], before: { stamps: { record: '10' } } };

  test('is done when everything it sent is stored', () => {
    expect(recover(unknown, reading('11', { name: 'b' }), resource)).toEqual({ recovery: 'done' });
  });

  test('is tried again when the version has not moved', () => {
    expect(recover(unknown, reading('10', { name: 'a' }), resource)).toEqual({ recovery: 'retry' });
    const versioned = { ...unknown, before: { version: '"1"', stamps: { record: '10' } } };
    expect(recover(versioned, reading('10', { name: 'a' }, { version: '"1"' }), resource).recovery).toBe('retry');
  });

  test('is ambiguous when the version has moved and something else is stored', () => {
    const found = reading('12', { name: 'c' });
    expect(recover(unknown, found, resource)).toEqual({ recovery: 'stale', ambiguous: ['name'] });
  });

  test('is not done by hiding what another had sent in its place, and nobody wants any more', () => {
    const inherited = { ...unknown, values: { code: '7' } };
    const hidden = reading('11', { code: '1' });
    expect(recover(inherited, hidden, resource)).toEqual({ recovery: 'stale', ambiguous: ['name'] });
    expect(echoed(hidden, inherited)).toEqual([]);
  });

  test('leaves no proof of absence in a field that no stamp covers', () => {
    const address = {
      values: { 'address.city': 'Bergen' },
      sent: ['address.city'],
      before: { stamps: { record: '10' } },
    };
    expect(recover(address, reading('10', { 'address.city': 'Oslo' }), resource).recovery).toBe('stale');
  });
});

describe('a row that was lost, or set back', () => {
  const floor = 1_000_000;

  test("is told with a revision no lower than the database's clock, and grows from there", () => {
    const { row } = hear(undefined, reading('10', { name: 'a' }), { ...at(0), floor });
    expect(row).toMatchObject({ revision: floor, since: floor });
    expect(hear(row, reading('11', { name: 'b' }), { ...at(9), floor: 5 }).row.revision).toBe(floor + 1);
  });

  test('vouches for nothing that was decided on another row (Inv 5)', () => {
    const { row } = hear(undefined, reading('10', { name: 'a' }), { ...at(0), floor });
    const decided = (decidedOn: number) =>
      mayWrite(row, { values: { name: 'b' }, expected: { name: 'a' }, decidedOn }).verdict;
    expect([floor - 1, floor, floor + 1].map(decided)).toEqual(['stale', 'write', 'stale']);
  });

  test('is told as if for the first time when everything is told again', () => {
    const row = first({ name: 'a' });
    const heard = hear(row, reading('10', { name: 'a' }), { ...at(9), anew: true, floor });
    expect(heard).toMatchObject({ told: true, changed: [], row: { revision: floor, since: floor } });
  });

  test('answers above what was decided on it', () => {
    const row = first({ name: 'a' });
    expect(raisedAbove(row, 7)).toMatchObject({ revision: 8, since: 8 });
    expect(raisedAbove(row, 7, floor)).toMatchObject({ revision: floor, since: floor });
    expect(raisedAbove(row, 1)).toBe(row);
  });
});
