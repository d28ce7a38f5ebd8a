import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Caller, open } from '../testing/caller.js';
import type { Reply } from '../testing/caller.js';
import type { Sandbox } from '../start.js';

describe('a JSON Patch', () => {
  let sandbox: Sandbox;
  let caller: Caller;
  let id: number;
  beforeAll(async () => {
    sandbox = await open();
    caller = new Caller(sandbox);
    const body = { FirstName: 'Kåre', LastName: 'Lund', PhoneNumber: '22 33 44 55', HiredDate: '2020-01-01T00:00:00' };
    id = (await caller.go('POST', '/Employees', { body })).body.Id;
  });
  afterAll(() => sandbox.close());
  const patch = (...body: object[]): Promise<Reply> => caller.go('PATCH', `/Employees/${id}`, { body });
  const employee = async () => (await caller.go('GET', `/Employees/${id}`)).body;

  test('is all or nothing, and speaks the words of ASP.NET', async () => {
    const before = await employee();
    const refused: readonly [object, string][] = [
      [
        { op: 'replace', path: '/Nickname', value: 'x' },
        "The target location specified by path segment 'Nickname' was not found.",
      ],
      [
        { op: 'replace', path: '/DepartmentCode', value: 'x' },
        "The target location specified by path segment 'DepartmentCode' was not found.",
      ],
      [{ op: 'replace', path: '/DepartmentId', value: 'bogus' }, "The value 'bogus' is invalid for target location."],
      [
        { op: 'replace', path: '/MailAddress/City', value: 'Oslo' },
        "For operation 'replace', the target location specified by path '/MailAddress/City' was not found.",
      ],
      [{ op: 'paint', path: '/FirstName', value: 'x' }, "Invalid JsonPatch operation 'paint'."],
      [
        { op: 'test', path: '/FirstName', value: 'Per' },
        "The current value 'Kåre' at path 'FirstName' is not equal to the test value 'Per'.",
      ],
    ];
    for (const [operation, sentence] of refused) {
      const answer = await patch({ op: 'replace', path: '/LastName', value: 'Changed' }, operation);
      expect([answer.status, answer.body.title]).toEqual([400, 'Employee validation error(s)']);
      expect(answer.body.detail).toBe(`EmployeePatchDto: ${sentence}`);
    }
    expect(await employee()).toEqual(before);
  });

  test('tests what the primary holds, dates by their day, in any casing of a path', async () => {
    const answer = await patch(
      { op: 'test', path: '/firstname', value: 'Kåre' },
      { op: 'test', path: '/HiredDate', value: '2020-01-01' },
      { op: 'test', path: '/EmailAddress', value: null },
      { op: 'replace', path: '/emailAddress', value: 'kare@lund.example' },
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ Id: id, EmailAddress: 'kare@lund.example', HiredDate: '2020-01-01T00:00:00' });
  });

  test('adds an address whole, edits it by member, never makes it null', async () => {
    const whole = await patch({ op: 'add', path: '/MailAddress', value: { City: 'Bodø', ZipCode: '8006' } });
    expect(whole.body.MailAddress).toMatchObject({
      City: 'Bodø',
      ZipCode: '8006',
      CountryCode: 'NO',
      AddressLine1: null,
    });
    const member = await patch({ op: 'replace', path: '/MailAddress/AddressLine1', value: 'Storgata 1' });
    expect(member.body.MailAddress).toMatchObject({ AddressLine1: 'Storgata 1', City: 'Bodø' });
    expect((await patch({ op: 'remove', path: '/MailAddress' })).status).toBe(400);
    expect((await patch({ op: 'remove', path: '/MailAddress/AddressLine1' })).body.MailAddress.AddressLine1).toBeNull();
  });

  test('is known by its media type alone', async () => {
    const body = [{ op: 'replace', path: '/FirstName', value: 'x' }];
    expect((await caller.go('PATCH', `/Employees/${id}`, { body, type: 'application/json' })).status).toBe(415);
    expect((await caller.go('PATCH', `/Employees/${id}`, { body: { FirstName: 'x' } })).status).toBe(400);
    expect((await caller.go('PATCH', `/Employees/${id}`, { body: 'no json' })).status).toBe(400);
  });

  test('that changes nothing moves no stamp', async () => {
    const before = await employee();
    const answer = await patch({ op: 'replace', path: '/FirstName', value: before.FirstName });
    expect(answer.body.LastChangedDateTimeOffset).toBe(before.LastChangedDateTimeOffset);
  });

  test('may copy and move, and edits lists by index', async () => {
    const copied = await patch({ op: 'copy', from: '/FirstName', path: '/JobTitle' });
    expect(copied.body.JobTitle).toBe('Kåre');
    const moved = await patch({ op: 'move', from: '/JobTitle', path: '/LastName' });
    expect(moved.body).toMatchObject({ JobTitle: null, LastName: 'Kåre' });
    const groups = await patch(
      { op: 'add', path: '/ContactGroupIds', value: [3, 1001] },
      { op: 'add', path: '/ContactGroupIds/-', value: '7' },
      { op: 'remove', path: '/ContactGroupIds/0' },
    );
    expect(groups.body.ContactGroupIds).toEqual([1001, 7]);
  });
});
