import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Caller, open } from '../testing/caller.js';
import type { Reply } from '../testing/caller.js';
import type { Sandbox } from '../start.js';

describe('a PowerOffice Go list', () => {
  let sandbox: Sandbox;
  let caller: Caller;
  beforeAll(async () => {
    sandbox = await open();
    caller = new Caller(sandbox);
  });
  afterAll(() => sandbox.close());
  const get = (path: string): Promise<Reply> => caller.go('GET', path);
  const ids = ({ body }: Reply): number[] => (body as { Id: number }[]).map(({ Id }) => Id);

  test('is a bare array in pages, with a link to the next while one follows', async () => {
    const first = await get('/Employees?PageNumber=1&PageSize=20&OrderBy=Id&Fields=Id');
    const paging = JSON.parse(first.headers.get('x-pagination')!);
    expect(paging).toMatchObject({ totalCount: 21, pageSize: 20, currentPage: 1, totalPages: 2 });
    expect(paging.nextPageLink).toMatch(/^http.*\/powerofficego\/v2\/Employees\?.*PageNumber=2/);
    const second = await get('/Employees?pagenumber=2&pagesize=20&orderby=Id&fields=Id');
    expect(JSON.parse(second.headers.get('x-pagination')!)).not.toHaveProperty('nextPageLink');
    expect([...ids(first), ...ids(second)]).toHaveLength(21);
    expect(second.body[0]).toEqual({ Id: ids(first)[0]! + 20 });
  });

  test('is 204 without a body when nothing is in it', async () => {
    for (const path of ['/Employees?PageNumber=9', '/Employees?externalImportReference=nobody']) {
      const { status, body } = await get(path);
      expect([status, body]).toEqual([204, undefined]);
    }
  });

  test('has at most 20 000 rows a page and only fields that exist', async () => {
    const big = await get('/Employees?PageSize=20001');
    expect([big.status, big.body.title]).toEqual([400, 'Invalid resourceParameter']);
    const fields = await get('/Employees?Fields=Id;Name');
    expect(fields.body.detail).toBe('Fields property in resourceParameter is not formatted correct.');
    expect((await get('/Employees?$top=5')).status).toBe(400);
  });

  test('filters by numbers and ranges, by codes, by parents', async () => {
    const numbers = await get('/Employees?employeeNos=1-3,%205,%2020-&Fields=Number');
    expect(numbers.body.map((row: { Number: number }) => row.Number)).toEqual([1, 2, 3, 5, 20, 21]);
    expect(ids(await get('/Departments?codes=adm'))).toHaveLength(1);
    const [person] = (await get('/ContactPersons')).body;
    const family = (await get(`/ContactPersons?contactIds=${person.ContactId}`)).body as { ContactId: number }[];
    expect(new Set(family.map(({ ContactId }) => ContactId))).toEqual(new Set([person.ContactId]));
    const range = await get('/ContactPersons?contactIds=1-5');
    expect(range.body.title).toBe('Unable to cast object(s)');
  });

  test('asks for what changed strictly after a stamp, in any spelling .NET takes', async () => {
    const all = (await get('/Employees?OrderBy=LastChangedDateTimeOffset')).body;
    const stamp = all.at(-2).LastChangedDateTimeOffset as string;
    const since = (text: string) => get(`/Employees?lastChangedDateTimeOffsetGreaterThan=${encodeURIComponent(text)}`);
    expect(ids(await since(stamp))).toEqual([all.at(-1).Id]);
    const earlier = stamp
      .replace(/.(?=Z)/, '')
      .replace('T', ' ')
      .replace('Z', ' +00:00');
    expect(ids(await since(earlier)).length).toBeGreaterThanOrEqual(1);
    expect((await since('yesterday')).status).toBe(400);
  });

  test('answers 404 to an address of more than two thousand characters', async () => {
    const { status } = await get(`/Employees?employeeNos=${'1,'.repeat(1000)}1`);
    expect(status).toBe(404);
  });

  test('shows national ids and gender masked, archived rows too, and NO for a country nobody gave', async () => {
    const rows = (await get('/Employees')).body as Record<string, unknown>[];
    expect(new Set(rows.map((row) => row.NationalIdNumber))).toEqual(new Set(['hidden']));
    expect(new Set(rows.map((row) => row.Gender))).toEqual(new Set(['Hidden']));
    const body = { FirstName: 'Åse', LastName: 'Ås', MailAddress: { City: 'Oslo', ZipCode: '0155' }, Gender: 'Female' };
    const made = await caller.go('POST', '/Employees', { body });
    expect(made.body).toMatchObject({ Gender: 'Hidden', MailAddress: { City: 'Oslo', CountryCode: 'NO' } });
    await caller.go('PATCH', `/Employees/${made.body.Id}`, {
      body: [{ op: 'replace', path: '/IsArchived', value: true }],
    });
    expect(ids(await get('/Employees'))).toContain(made.body.Id);
  });
});
