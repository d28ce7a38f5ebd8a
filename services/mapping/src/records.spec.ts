import type { Message, NativeRecordSeen, NativeWriteAnswered, RecordRef, Values } from '@samsvar/contracts';
import { mappingOf, mappings } from '@samsvar/mapping';
import { describe, expect, test } from 'vitest';
import { sayRecord } from './records.js';
import { dataOf } from './testing/fits.js';

const department: RecordRef = { tenant: 'default', system: 'powerofficego', resource: 'departments', id: '1' };
const contact: RecordRef = { ...department, resource: 'contact', id: '9' };
const personDepartment = mappingOf('CUSTOMER', { ...contact, resource: 'personcustomer' });
const cause = (type: string, data: unknown, id = 'm1'): Message => ({
  id,
  type,
  source: 'powerofficego-connector',
  subject: 'default/powerofficego/departments/1',
  time: '2026-01-01T00:00:00Z',
  data,
});
const hear = (type: string, data: unknown, key = 'default/powerofficego/departments/1') =>
  sayRecord({ key, message: cause(type, data) });
const seen = (values: Values, more: Partial<NativeRecordSeen> = {}): NativeRecordSeen => ({
  ref: department,
  values: { ...values },
  stamps: { LastChangedDateTimeOffset: '2026-01-01T00:00:00Z' },
  incarnation: 1,
  revision: 3,
  pollId: 'p1',
  ...more,
});

describe('a record that was seen', () => {
  test('is said in canonical words, keyed by its tenant', () => {
    const told = hear('RecordSeen', seen({ Name: 'Salg', Code: '10', IsActive: true, ManagerEmployeeId: '9' }));
    expect([told.topic, told.key, told.outcome]).toEqual(['records.canonical', 'default', 'said']);
    expect(dataOf(told)).toEqual({
      ...seen({}),
      values: {
        category: 'DEPARTMENT',
        name: 'Salg',
        code: '10',
        active: true,
        managerId: 'default/powerofficego/contact/9',
      },
      kind: 'department',
      category: 'DEPARTMENT',
      roles: ['DEPARTMENT'],
      mapping: mappings.DEPARTMENT.powerofficego.fingerprint,
    });
  });

  test('is the same message when it is heard again (Inv 3), and follows from what was heard (Inv 16)', () => {
    const told = hear('RecordSeen', seen({ Name: 'Salg' })).message;
    expect(hear('RecordSeen', seen({ Name: 'Salg' })).message).toEqual(told);
    expect(told).toMatchObject({
      source: 'mapping',
      causationid: 'm1',
      correlationid: 'm1',
      time: '2026-01-01T00:00:00Z',
    });
    const chained = sayRecord({ key: 'k', message: { ...cause('RecordSeen', seen({})), correlationid: 'first' } });
    expect(chained.message).toMatchObject({ causationid: 'm1', correlationid: 'first' });
    const other = sayRecord({ key: 'k', message: cause('RecordSeen', seen({ Name: 'Salg' }), 'm2') }).message;
    expect(other.id).not.toBe(told.id);
  });

  test('is told with its problems when parts of it cannot be read, the connector’s own among them', () => {
    const problem = [{ field: 'Code', code: 'schema', words: 'is a list' } as const];
    const told = hear('RecordSeen', seen({ Name: 'Salg', IsActive: 'yes' }, { problem }));
    expect(told.outcome).toBe('unreadable');
    expect(dataOf(told)).toMatchObject({
      values: { name: 'Salg' },
      problem: [
        { field: 'code', code: 'schema' },
        { field: 'active', code: 'schema' },
      ],
    });
  });

  test('speaks through one role of a contact and tells the others', () => {
    const values = {
      roles: ['employee' as const, 'customer' as const],
      shared: { FirstName: 'Kari', IsPerson: true },
      employee: { Number: '7' },
      customer: { Number: '10007' },
    };
    expect(dataOf(hear('RecordSeen', { ...seen({}), ref: contact, values }))).toMatchObject({
      category: 'EMPLOYEE',
      roles: ['EMPLOYEE', 'CUSTOMER_PERSON'],
      values: { category: 'EMPLOYEE', firstName: 'Kari', employeeNumber: '7' },
    });
  });

  test('says a customer who is a person once more as a department', () => {
    const shared = { FirstName: 'Kari', LastName: 'Moe', IsPerson: true };
    const values = { roles: ['customer' as const], shared, customer: { Number: '10007' } };
    const problem = [{ field: 'WebsiteUrl', code: 'schema', words: 'is a list' } as const];
    expect(dataOf(hear('RecordSeen', { ...seen({}, { problem }), ref: contact, values }))).toMatchObject({
      category: 'CUSTOMER_PERSON',
      asDepartment: {
        values: { category: 'CUSTOMER', name: 'Kari Moe', code: '10007' },
        mapping: personDepartment.fingerprint,
        problem: [{ field: 'websiteUrl', code: 'schema' }],
      },
    });
  });

  test('keeps our own reference', () => {
    expect(dataOf(hear('RecordSeen', seen({}, { reference: 'sv-abc' })))).toMatchObject({ reference: 'sv-abc' });
    expect(dataOf(hear('RecordSeen', seen({}, { doubted: true })))).toMatchObject({ doubted: true });
  });
});

describe('an answer to a write', () => {
  const ticket = { linkId: 'l1', system: 'powerofficego', resource: 'contact', n: 2 } as const;
  const answer = (more: Partial<NativeWriteAnswered>): NativeWriteAnswered => ({
    ticket,
    outcome: 'done',
    sent: [],
    refusals: [],
    ...more,
  });

  test('names what was sent, what is doubtful and what was refused in canonical words', () => {
    const refusals = [{ field: 'EmailAddress', code: 'refused', words: 'Nei.' } as const];
    const told = hear(
      'WriteAnswered',
      answer({ sent: ['FirstName', 'IsArchived'], ambiguous: ['LastName'], refusals }),
    );
    expect(dataOf(told)).toEqual({
      ticket,
      outcome: 'done',
      sent: ['firstName', 'active'],
      ambiguous: ['lastName'],
      refusals: [{ field: 'email', code: 'refused', words: 'Nei.' }],
    });
  });

  test('is told with what could not be read, the connector’s own among it', () => {
    const values = {
      roles: ['customer' as const],
      shared: { IsPerson: false, Name: 'Eksempel' },
      customer: { Number: 'x' },
    };
    const problem = [{ field: 'EmailAddress', code: 'schema', words: 'is a list' } as const];
    expect(dataOf(hear('WriteAnswered', answer({ ref: contact, values, problem, revision: 4 })))).toMatchObject({
      values: { name: 'Eksempel' },
      problem: [
        { field: 'email', code: 'schema' },
        { field: 'code', code: 'schema' },
      ],
    });
  });

  test('is an observation of the role that speaks', () => {
    const values = {
      roles: ['customer' as const],
      shared: { IsPerson: false, Name: 'Eksempel' },
      customer: { Number: '5' },
    };
    const told = hear(
      'WriteAnswered',
      answer({ sent: ['Number', 'Name'], ref: contact, values, revision: 4, incarnation: 1 }),
    );
    expect(dataOf(told)).toEqual({
      ticket,
      outcome: 'done',
      sent: ['code', 'name'],
      ref: contact,
      values: { category: 'CUSTOMER', name: 'Eksempel', code: '5' },
      kind: 'department',
      category: 'CUSTOMER',
      roles: ['CUSTOMER'],
      mapping: mappings.CUSTOMER.powerofficego.fingerprint,
      revision: 4,
      incarnation: 1,
      refusals: [],
    });
    expect(told.key).toBe('default');
  });

  test('that was asked of a person as a department names its fields as that', () => {
    const shared = { FirstName: 'Kari', LastName: 'Moe', IsPerson: true };
    const values = { roles: ['employee' as const, 'customer' as const], shared, customer: { Number: '5' } };
    const asked = { ticket: { ...ticket, resource: 'personcustomer' as const }, sent: ['Number', 'EmailAddress'] };
    expect(dataOf(hear('WriteAnswered', answer({ ...asked, ref: contact, values, revision: 4 })))).toMatchObject({
      sent: ['code', 'email'],
      values: { firstName: 'Kari' },
      asDepartment: { values: { code: '5', name: 'Kari Moe' } },
    });
  });

  test('to a create that came to nothing finds its tenant in its key', () => {
    expect(hear('WriteAnswered', answer({ outcome: 'refused' }), 'second/l1').key).toBe('second');
  });
});

describe('what needs no translation', () => {
  test.each([
    ['RecordGone', { ref: department, incarnation: 1, revision: 4, proof: 'twice by id' }],
    [
      'ScanCompleted',
      { tenant: 'default', system: 'customhrm', resource: 'employee', scanId: 's', count: 1, digest: 2 },
    ],
    ['PollCompleted', { tenant: 'default', system: 'customhrm', resource: 'employee', pollId: 'p', changed: 0 }],
  ])('%s is passed on as it is, keyed by its tenant', (type, said) => {
    const told = hear(type, said);
    expect(dataOf(told)).toEqual(said);
    expect([told.topic, told.key, told.outcome]).toEqual(['records.canonical', 'default', 'passed-on']);
  });
});
