import type { CanonicalWriteRecord, Message, RecordRef } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { sayCommand } from './commands.js';
import { dataOf } from './testing/fits.js';

const employee: RecordRef = { tenant: 'default', system: 'powerofficego', resource: 'contact', id: '9' };
const hear = (type: string, data: unknown, bulk = false) => {
  const message: Message = { id: 'm1', type, source: 'link', subject: 's', causationid: 'm0', data };
  return sayCommand({ key: 'default/any', message }, bulk);
};
const write = (more: Partial<CanonicalWriteRecord> = {}): CanonicalWriteRecord => ({
  ticket: { linkId: 'l1', system: 'powerofficego', resource: 'contact', n: 2 },
  tenant: 'default',
  op: 'update',
  kind: 'employee',
  category: 'EMPLOYEE',
  ref: employee,
  values: { email: 'kari@eksempel.no', active: false },
  expected: { email: null, active: true },
  decidedOn: 7,
  cause: 'm0',
  ...more,
});
const toHrm = (more: Partial<CanonicalWriteRecord> = {}): CanonicalWriteRecord => {
  const { ref: _, ...rest } = write({ ticket: { linkId: 'l1', system: 'customhrm', resource: 'employee', n: 1 } });
  return { ...rest, op: 'create', reference: 'sv-abc', expected: {}, decidedOn: 0, ...more };
};

describe('a write', () => {
  test('is asked of the system in its own words, through the role that is told', () => {
    const told = hear('WriteRecord', write());
    expect([told.topic, told.key, told.outcome]).toEqual([
      'commands.native.powerofficego',
      'default/powerofficego/contact/9',
      'said',
    ]);
    expect(dataOf(told)).toEqual({
      ...write(),
      values: { EmailAddress: 'kari@eksempel.no', IsArchived: true },
      expected: { EmailAddress: null, IsArchived: false },
      role: 'employee',
    });
  });

  test('to a person as a department is asked of the contact; its name cannot be told', () => {
    const asked = write({
      ticket: { linkId: 'l1', system: 'powerofficego', resource: 'personcustomer', n: 2 },
      kind: 'department',
      category: 'CUSTOMER',
      ref: { ...employee, resource: 'personcustomer' },
      values: { email: 'kari@eksempel.no' },
      expected: { email: null },
    });
    const told = hear('WriteRecord', asked);
    expect(told.key).toBe('default/powerofficego/contact/9');
    expect(dataOf(told)).toMatchObject({
      ticket: asked.ticket,
      ref: employee,
      role: 'customer',
      values: { EmailAddress: 'kari@eksempel.no' },
    });
    const renamed = hear('WriteRecord', { ...asked, values: { name: 'Kari' } });
    expect(dataOf(renamed)).toMatchObject({ refusals: [{ field: 'name', code: 'invalid-value' }] });
  });

  test('that is bulk work stays bulk work', () => {
    expect(hear('WriteRecord', write(), true).topic).toBe('commands.native.powerofficego.bulk');
    expect(hear('WriteRecord', toHrm(), true).topic).toBe('commands.native.customhrm.bulk');
  });

  test('that makes a record is keyed by its link, since there is no record yet', () => {
    const told = hear('WriteRecord', toHrm({ values: { category: 'EMPLOYEE', firstName: 'Kari', lastName: 'Moe' } }));
    expect(told.key).toBe('default/l1');
    expect(dataOf(told)).toMatchObject({
      reference: 'sv-abc',
      values: { kind: 'EMPLOYEE', firstName: 'Kari', lastName: 'Moe' },
      expected: {},
    });
    expect(dataOf(told)).not.toHaveProperty('role');
  });

  test('expects what the system said, not what we would have written', () => {
    const asked = write({
      ticket: { linkId: 'l1', system: 'customhrm', resource: 'department', n: 3 },
      kind: 'department',
      category: 'CUSTOMER',
      ref: { tenant: 'default', system: 'customhrm', resource: 'department', id: 'd1' },
      values: { websiteUrl: 'eksempel.no', organizationNumber: '312 345 676' },
      expected: { websiteUrl: 'gammel.no', organizationNumber: 'NO 312345676 MVA' },
    });
    expect(dataOf(hear('WriteRecord', asked))).toMatchObject({
      values: { websiteUrl: 'https://eksempel.no', organizationNumber: '312345676' },
      expected: { websiteUrl: 'gammel.no', organizationNumber: 'NO 312345676 MVA' },
    });
  });

  test('of which a field cannot be said is answered as refused, whole, naming that field', () => {
    const told = hear('WriteRecord', toHrm({ values: { firstName: 'Å'.repeat(101), lastName: 'Moe' } }));
    expect([told.topic, told.key, told.outcome, told.message.type]).toEqual([
      'records.canonical',
      'default',
      'refused',
      'WriteAnswered',
    ]);
    expect(dataOf(told)).toEqual({
      ticket: toHrm().ticket,
      outcome: 'refused',
      sent: [],
      refusals: [{ field: 'firstName', code: 'too-long', words: expect.stringContaining('100') as string }],
    });
  });

  test('is the same message when it is heard again', () => {
    expect(hear('WriteRecord', write()).message).toEqual(hear('WriteRecord', write()).message);
    expect(hear('WriteRecord', write()).message).toMatchObject({ causationid: 'm1', correlationid: 'm1' });
  });
});

describe('what people ask of a connector', () => {
  const at = { tenant: 'default', system: 'customhrm', resource: 'employee' } as const;
  test.each([
    ['ReadRecord', { ref: employee }, 'commands.native.powerofficego', 'default/powerofficego/contact/9'],
    ['ForgetRecord', { ref: employee }, 'commands.native.powerofficego', 'default/powerofficego/contact/9'],
    ['PollResource', { ...at, full: true, retell: false }, 'commands.native.customhrm', 'default/customhrm/employee'],
    [
      'SetPolling',
      { tenant: 'default', system: 'customhrm', paused: true },
      'commands.native.customhrm',
      'default/any',
    ],
  ])('%s is passed on to the system it concerns', (type, asked, topic, key) => {
    const told = hear(type, asked);
    expect([told.topic, told.key, told.outcome]).toEqual([topic, key, 'passed-on']);
    expect(dataOf(told)).toEqual(asked);
  });
});
