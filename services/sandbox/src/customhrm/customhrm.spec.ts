import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Caller, HandClock, open } from '../testing/caller.js';
import type { Reply } from '../testing/caller.js';
import type { Sandbox } from '../start.js';

describe('the Custom HRM', () => {
  const clock = new HandClock();
  let sandbox: Sandbox;
  let caller: Caller;
  beforeAll(async () => {
    sandbox = await open({ clock });
    caller = new Caller(sandbox);
  });
  afterAll(() => sandbox.close());
  const post = (path: string, body: object, headers = {}): Promise<Reply> =>
    caller.hrm('POST', path, { body, headers });
  const patch = (path: string, body: object, ifMatch?: string): Promise<Reply> =>
    caller.hrm('PATCH', path, { body, headers: ifMatch ? { 'If-Match': ifMatch } : {} });
  const kari = { firstName: 'Kari', lastName: 'Ås', email: 'kari@aas.example' };

  test('answers a create with the whole record, its place and its ETag', async () => {
    const made = await post('/employees', { ...kari, nickname: 'ignored' });
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
    expect(made.headers.get('location')).toBe(`/customhrm/v1/employees/${made.body.id}`);
    expect(made.body).toMatchObject({ ...kari, kind: 'EMPLOYEE', active: true, displayName: 'Kari Ås', phone: null });
    expect(made.body).not.toHaveProperty('nickname');
    const read = await caller.hrm('GET', `/employees/${made.body.id}`);
    expect([read.headers.get('etag'), read.body]).toEqual(['"1"', made.body]);
  });

  test('makes one record of one Idempotency-Key, and refuses another body under it', async () => {
    const key = { 'Idempotency-Key': 'once' };
    const [first, again] = [await post('/employees', kari, key), await post('/employees', kari, key)];
    await patch(`/employees/${first.body.id}`, { phone: '1' }, '"1"');
    const later = await post('/employees', kari, key);
    expect([again.body, later.body]).toEqual([first.body, first.body]);
    const other = await post('/employees', { ...kari, firstName: 'Per' }, key);
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  test('writes only against the version the caller has seen', async () => {
    const { id } = (await post('/employees', kari)).body;
    expect((await patch(`/employees/${id}`, { phone: '1' })).status).toBe(428);
    const done = await patch(`/employees/${id}`, { phone: '1' }, '"1"');
    expect([done.status, done.headers.get('etag'), done.body.meta.version]).toEqual([200, '"2"', 2]);
    const late = await patch(`/employees/${id}`, { phone: '2' }, '"1"');
    expect([late.status, late.body.code]).toEqual([412, 'VERSION_MISMATCH']);
    const same = await patch(`/employees/${id}`, { phone: '1' }, '"2"');
    expect([same.status, same.headers.get('etag')]).toEqual([200, '"2"']);
    const json = { body: { phone: '3' }, type: 'application/json', headers: { 'If-Match': '"2"' } };
    expect((await caller.hrm('PATCH', `/employees/${id}`, json)).status).toBe(415);
  });

  test('merges a patch: absent stays, null clears, an address merges by member', async () => {
    const address = { line1: 'Storgata 1', postalCode: '0155', city: 'Oslo' };
    const { id } = (await post('/employees', { ...kari, address, customFields: { shirt: 'L', desk: 7 } })).body;
    const merged = await patch(
      `/employees/${id}`,
      { address: { line1: null, city: 'Moss' }, email: null, customFields: { desk: null } },
      '"1"',
    );
    expect(merged.body).toMatchObject({ email: null, lastName: 'Ås', customFields: { shirt: 'L' } });
    expect(merged.body.address).toEqual({
      line1: null,
      line2: null,
      postalCode: '0155',
      city: 'Moss',
      countryCode: null,
    });
    expect((await patch(`/employees/${id}`, { address: null }, '"2"')).body.address).toBeNull();
  });

  test('tells everything that is wrong with a body, with pointers and stable codes', async () => {
    const wrong = await post('/employees', {
      firstName: 'x'.repeat(101),
      email: 'no address',
      kind: 'ROBOT',
      address: { countryCode: 'NOR' },
      departmentId: 'D9999999',
      startDate: '2024-02-02',
      endDate: '2024-02-01',
    });
    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([422, 'application/problem+json; charset=utf-8']);
    const codes = Object.fromEntries(
      wrong.body.errors.map((each: { pointer: string; code: string }) => [each.pointer, each.code]),
    );
    expect(codes).toEqual({
      '/firstName': 'TOO_LONG',
      '/lastName': 'REQUIRED',
      '/email': 'EMAIL',
      '/kind': 'ENUM',
      '/address/countryCode': 'TOO_LONG',
      '/departmentId': 'REFERENCE_NOT_FOUND',
      '/endDate': 'BEFORE_START',
    });
    const noJson = await caller.hrm('POST', '/employees', { body: '{' });
    expect([noJson.status, noJson.body.code]).toEqual([400, 'MALFORMED_JSON']);
  });

  test('lets nobody manage those who manage them', async () => {
    const boss = (await post('/employees', kari)).body.id;
    const { id } = (await post('/employees', { ...kari, managerId: boss })).body;
    const cycle = await patch(`/employees/${boss}`, { managerId: id }, '"1"');
    expect(cycle.body.errors[0]).toMatchObject({ pointer: '/managerId', code: 'CYCLE' });
  });

  test('keeps references, numbers and codes unique, and says who has them', async () => {
    const { id } = (await post('/employees', { ...kari, externalId: 'ref-1', employeeNumber: 'N-1' })).body;
    const twice = await post('/employees', { ...kari, externalId: 'ref-1' });
    expect([twice.status, twice.body.code, twice.body.existingId]).toEqual([409, 'DUPLICATE_EXTERNAL_ID', id]);
    expect((await post('/employees', { ...kari, employeeNumber: 'N-1' })).body.code).toBe('DUPLICATE_EMPLOYEE_NUMBER');
    expect((await patch(`/employees/${id}`, { externalId: 'other' }, '"1"')).body.errors[0].code).toBe('IMMUTABLE');
    expect((await post('/departments', { name: 'A', code: 'X' })).status).toBe(201);
    expect((await post('/departments', { name: 'B', code: 'X', kind: 'CUSTOMER' })).status).toBe(201);
    expect((await post('/departments', { name: 'C', code: 'X' })).body.code).toBe('DUPLICATE_CODE');
  });

  test('buries the deleted under a tombstone, and keeps a department with members', async () => {
    const department = (await post('/departments', { name: 'Arkiv' })).body;
    const { id } = (await post('/employees', { ...kari, externalId: 'gone', departmentId: department.id })).body;
    const remove = (path: string) => caller.hrm('DELETE', path, { headers: { 'If-Match': '"1"' } });
    expect((await remove(`/departments/${department.id}`)).body.code).toBe('DEPARTMENT_HAS_MEMBERS');
    expect((await remove(`/employees/${id}`)).status).toBe(204);
    expect((await caller.hrm('GET', `/employees/${id}`)).status).toBe(410);
    expect((await caller.hrm('GET', '/employees/E9999999')).status).toBe(404);
    const of = async (query: string) => (await caller.hrm('GET', `/employees?externalId=gone${query}`)).body.items;
    expect(await of('')).toEqual([]);
    const [tombstone] = await of('&includeDeleted=true');
    expect(Object.keys(tombstone)).toEqual(['id', 'externalId', 'meta']);
    expect(tombstone.meta).toMatchObject({ deleted: true, version: 2 });
    expect((await remove(`/departments/${department.id}`)).status).toBe(204);
  });

  test('lists by last change, inclusive, in pages that lose nothing, and says how many there are', async () => {
    clock.ms += 1000;
    const made: Reply[] = [];
    for (let count = 0; count < 5; count++) made.push(await post('/departments', { name: `Side ${count}` }));
    const [first] = made;
    const since = first!.body.meta.updatedAt as string;
    const page = (await caller.hrm('GET', `/departments?updatedSince=${since}&limit=3`)).body;
    expect([page.items.length, page.total, typeof page.serverTime]).toEqual([3, 5, 'string']);
    await patch(`/departments/${first!.body.id}`, { name: 'Side 0, flyttet' }, '"1"');
    const rest = (await caller.hrm('GET', `/departments?updatedSince=${since}&limit=3&cursor=${page.nextCursor}`)).body;
    expect(rest.items.map((item: { name: string }) => item.name)).toEqual(['Side 3', 'Side 4', 'Side 0, flyttet']);
    expect(rest.nextCursor).toBeNull();
  });

  test('has one start again whose cursor it does not know, in either order', async () => {
    const byChange = (await caller.hrm('GET', '/employees?limit=1')).body.nextCursor as string;
    const asked = ['cursor=nobody', 'orderBy=id&cursor=nobody', `orderBy=id&cursor=${byChange}`, 'cursor=MQ'];
    for (const query of asked) {
      const { status, body } = await caller.hrm('GET', `/employees?${query}`);
      expect([query, status, body.code]).toEqual([query, 410, 'CURSOR_EXPIRED']);
    }
  });

  test('lists in the order of ids for a complete scan', async () => {
    const seen: string[] = [];
    let cursor = '';
    let total = 0;
    do {
      const { body } = await caller.hrm('GET', `/employees?orderBy=id&limit=10${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      [cursor, total] = [body.nextCursor ?? '', body.total];
    } while (cursor);
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(seen).toHaveLength(total);
  });

  test('filters by what identifies a record, whatever the casing, and by activity', async () => {
    await post('/employees', { ...kari, email: 'Only.One@aas.example', active: false });
    const query = async (text: string) => (await caller.hrm('GET', `/employees?${text}`)).body.total;
    expect(await query('email=only.one@AAS.example')).toBe(1);
    expect(await query('email=only.one@AAS.example&includeInactive=false')).toBe(0);
    expect((await caller.hrm('GET', '/employees?limit=501')).status).toBe(400);
    expect((await caller.hrm('GET', '/meta')).body.features).toMatchObject({ etag: true, idempotency: true });
  });

  test('takes fifty requests in any second from the product, any number from people', async () => {
    sandbox.world.limits = { ...sandbox.world.limits, customhrm: true };
    clock.ms += 5000;
    const answers = await Promise.all(Array.from({ length: 51 }, () => caller.hrm('GET', '/meta')));
    const late = answers.filter(({ status }) => status === 429);
    expect([late.length, late[0]!.headers.get('retry-after')]).toEqual([1, '1']);
    const people = new Caller(sandbox, 'default', true);
    expect((await people.hrm('GET', '/meta')).status).toBe(200);
    sandbox.world.limits = { ...sandbox.world.limits, customhrm: false };
  });
});
