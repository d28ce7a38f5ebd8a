import type { ContactValues, RecordRef } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import type { Reading } from '../port.js';
import { buried, lostRow, unfound, withoutRole } from './gone.js';
import { hear } from './hear.js';
import { isForeign, mayWrite } from './write.js';

const ref: RecordRef = { tenant: 'default', system: 'powerofficego', resource: 'contact', id: '7' };
const resource = {
  stampOf: (field: string) => (field.startsWith('shared.') ? 'shared' : field.slice(0, field.indexOf('.'))),
  abilities: { settleAfterMs: 5_000 },
};
const employee = { JobTitle: 'Sjef' };
const customer = { Number: '10001' };
const both: ContactValues = { roles: ['employee', 'customer'], shared: { Phone: '1' }, employee, customer };
const asCustomer: ContactValues = { roles: ['customer'], shared: { Phone: '1' }, customer };
const reading = (values: ContactValues, stamp = '10'): Reading => ({
  id: '7',
  values,
  stamps: { shared: stamp, ...Object.fromEntries(values.roles.map((role) => [role, stamp])) },
});
const at = (begunAt: number) => ({ resource, ref, now: begunAt, begunAt });
const row = hear(undefined, reading(both), at(0)).row;

describe('a record that is proven gone', () => {
  const gone = buried(row, 100_000);

  test('leaves a tombstone with its floors and nothing personal', () => {
    expect(gone).toMatchObject({ gone: true, values: {}, revision: 100_000, incarnation: 1, stamps: row.stamps });
    expect(JSON.stringify(gone)).not.toContain('Sjef');
  });
  test('is told as newer than all before it, also where a failover has set its row back (Inv 19)', () => {
    expect(buried({ ...row, revision: 200_000 }, 100_000.5).revision).toBe(200_001);
    expect(buried({ ...row, revision: 3 }, 100_000.5).revision).toBe(100_000);
    expect(withoutRole({ ...row, revision: 3 }, 'employee', 100_000.5).revision).toBe(100_000);
  });
  test('is not brought back by a reading begun before it could be known to be gone (Inv 19)', () => {
    expect(hear(gone, reading(both), at(104_999))).toMatchObject({ told: false, stored: false, whole: false });
    expect(hear(gone, reading(both, '09'), at(200_000))).toMatchObject({ told: false, stored: false });
  });
  test('comes back as another incarnation, and is told although nothing else is new', () => {
    const back = hear(gone, reading(both), at(105_000));
    expect(back).toMatchObject({ told: true, row: { gone: false, incarnation: 2, revision: 100_001, values: both } });
    expect(back.row.goneAt).toBeUndefined();
  });
  test('is written to by nobody', () => {
    expect(mayWrite(gone, { values: { Phone: '2' }, expected: {}, decidedOn: 9 })).toEqual({ verdict: 'gone' });
  });
});

describe('a role that is proven left', () => {
  const left = withoutRole(row, 'employee', 100_000);

  test('is no longer among the roles, nor is anything of it', () => {
    expect(left).toMatchObject({ gone: false, revision: 100_000, values: asCustomer });
    expect(left.values).toEqual(asCustomer);
  });
  test('is not joined again by a reading that is too old to say so, of which the rest is heard', () => {
    const late = hear(left, reading({ ...both, shared: { Phone: '2' } }, '11'), at(104_999));
    expect(late).toMatchObject({
      told: true,
      whole: false,
      row: { values: { ...asCustomer, shared: { Phone: '2' } } },
    });
    const alone: ContactValues = { roles: ['employee'], shared: { Phone: '1' }, employee };
    expect(hear(left, reading(alone), at(104_999))).toMatchObject({ told: false, stored: false });
  });
  test('returns with a later reading', () => {
    expect(hear(left, reading(both), at(105_000))).toMatchObject({
      told: true,
      row: { values: both, revision: 100_001 },
    });
  });
});

describe('a role that ended with a newer stamp than the one that is left', () => {
  const stamps = (customerAt: string, shared = customerAt) => ({ shared, customer: customerAt });
  const alone = (stamp: string, phone = '1'): Reading => ({
    ...{ id: '7', values: { ...asCustomer, shared: { Phone: phone } }, stamps: stamps(stamp) },
  });
  const newer = hear(
    undefined,
    { ...reading(both, '10'), stamps: { shared: '10', customer: '03', employee: '10' } },
    at(0),
  );
  const left = withoutRole(newer.row, 'employee', 100_000);

  test('is no reason to meet the contact again and again: what is read is heard whole', () => {
    expect(hear(left, alone('03'), at(105_000))).toMatchObject({ whole: true, told: false });
    expect(hear(left, alone('04', '2'), at(105_000))).toMatchObject({
      ...{ whole: true, told: true },
      row: { values: { shared: { Phone: '2' } } },
    });
  });
  test('holds off what may have been read before it ended, and what is older than the role that is left', () => {
    expect(hear(left, alone('04', '2'), at(104_999))).toMatchObject({ told: false, whole: false });
    expect(hear(left, alone('02', '2'), at(105_000))).toMatchObject({ told: false, whole: false });
  });
  test('is no floor of the row once that was heard: what goes by its stamps sees no step back', () => {
    expect(hear(left, alone('03'), at(105_000)).row.stamps).toMatchObject({ shared: '03', customer: '03' });
    expect(hear(left, alone('03'), at(104_999)).row.stamps).toMatchObject({ shared: '10' });
  });
  test('does not undo by an old reading of both roles what was said under the one that is left', () => {
    const edited = hear(left, alone('04', '2'), at(105_000)).row;
    const old = { ...reading(both, '10'), stamps: { shared: '10', customer: '03', employee: '10' } };
    expect(hear(edited, old, at(104_999))).toMatchObject({ told: false, row: { values: { shared: { Phone: '2' } } } });
  });
  test('counts again once the role is back', () => {
    const back = hear(
      left,
      { ...reading(both, '11'), stamps: { shared: '11', customer: '03', employee: '11' } },
      at(105_000),
    );
    expect(back).toMatchObject({ told: true, row: { values: both } });
    expect(hear(back.row, alone('04', '2'), at(200_000))).toMatchObject({ told: false, whole: false });
  });
  test('does not keep the contact gone when it is restored as it was', () => {
    const restored = hear(buried(left, 200_000), alone('03'), at(205_000));
    expect(restored).toMatchObject({ told: true, row: { gone: false, incarnation: 2 } });
    expect(hear(buried(left, 200_000), alone('02'), at(205_000))).toMatchObject({ told: false });
  });
});

describe('a deactivation', () => {
  const write = { op: 'deactivate' as const, values: { IsArchived: true }, decidedOn: 1, role: 'employee' as const };
  const active = hear(undefined, reading({ ...both, shared: { Phone: '1', IsArchived: false } }), at(0)).row;
  const expected = { IsArchived: false, Phone: '1', JobTitle: 'Sjef' };

  test('goes out only while the record is as a whole what it was decided on (Inv 5)', () => {
    expect(mayWrite(active, { ...write, expected })).toEqual({ verdict: 'write', fields: ['IsArchived'] });
    const edited = { ...expected, JobTitle: 'Leder' };
    expect(mayWrite(active, { ...write, expected: edited })).toEqual({ verdict: 'stale', fields: ['JobTitle'] });
  });
  test('is not needed where the record is inactive, whatever else has changed', () => {
    const archived = hear(undefined, reading({ ...both, shared: { Phone: '2', IsArchived: true } }), at(0)).row;
    expect(mayWrite(archived, { ...write, expected })).toEqual({ verdict: 'same' });
  });
});

describe('a record that was told once, of which the row was lost', () => {
  const lost = lostRow(ref, 100_000.5);

  test('counts as there, and nothing that was decided before is decided on it', () => {
    expect(lost).toMatchObject({ gone: false, values: {}, revision: 100_000 });
    expect(isForeign(lost, { decidedOn: 99_999 })).toBe(true);
  });
  test('is told as newer than all before when it is met, under every role', () => {
    const met = hear(lost, reading(both), { ...at(200_000), floor: 200_000 });
    expect(met).toMatchObject({ told: true, row: { revision: 200_000, values: both, incarnation: 1 } });
    expect(isForeign(met.row, { decidedOn: 99_999 })).toBe(true);
  });
  test('leaves a tombstone when it is proven gone, newer than all before', () => {
    expect(buried(lost, 300_000)).toMatchObject({ gone: true, revision: 300_000 });
  });
});

describe('a record that a read by id does not find', () => {
  const now = 300_000;
  const asked = (isTold: boolean) => ({ ref, isTold, now });

  test('is looked for where it is known to be there, whoever asks', () => {
    expect(unfound(row, asked(false))).toEqual({ row, isSuspect: true });
    expect(unfound(row, asked(true))).toEqual({ row, isSuspect: true });
  });
  test('is nobody where it is not known, unless link was told of it', () => {
    expect(unfound(undefined, asked(false))).toBeUndefined();
    expect(unfound(undefined, asked(true))).toEqual({ row: lostRow(ref, now), isSuspect: true });
  });
  test('is told to be gone again where that is known and link asks, newer than before', () => {
    const gone = buried(row, 100_000);
    expect(unfound(gone, asked(false))).toBeUndefined();
    expect(unfound(gone, asked(true))).toEqual({ row: { ...gone, revision: now }, isSuspect: false });
  });
});
