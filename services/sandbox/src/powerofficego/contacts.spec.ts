import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Caller, HandClock, call, open } from '../testing/caller.js';
import type { Reply } from '../testing/caller.js';
import type { Sandbox } from '../start.js';

describe('records of PowerOffice Go', () => {
  const clock = new HandClock();
  let sandbox: Sandbox;
  let caller: Caller;
  beforeAll(async () => {
    sandbox = await open({ clock });
    caller = new Caller(sandbox);
  });
  afterAll(() => sandbox.close());
  const get = async (path: string) => (await caller.go('GET', path)).body;
  const post = (path: string, body: object): Promise<Reply> => caller.go('POST', path, { body });
  const replace = (path: string, name: string, value: unknown): Promise<Reply> =>
    caller.go('PATCH', path, { body: [{ op: 'replace', path: `/${name}`, value }] });

  /** Someone of the sample who is an employee and a customer. */
  async function double(): Promise<number> {
    const customers = new Set(((await get('/Customers?Fields=Id')) as { Id: number }[]).map(({ Id }) => Id));
    return ((await get('/Employees?Fields=Id')) as { Id: number }[]).find(({ Id }) => customers.has(Id))!.Id;
  }

  test('stamps have ticks of 100 ns and only grow, also within one millisecond', async () => {
    const stamps: string[] = [];
    for (let made = 0; made < 5; made++) {
      stamps.push((await post('/Departments', { Name: `Avdeling ${made}` })).body.LastChangedDateTimeOffset);
    }
    expect(stamps.every((stamp) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/.test(stamp))).toBe(true);
    expect(stamps).toEqual([...new Set(stamps)].sort());
  });

  test('one contact has one name behind both roles, and a shared edit moves both stamps', async () => {
    const id = await double();
    const [employee, customer] = [await get(`/Employees/${id}`), await get(`/Customers/${id}`)];
    expect(employee.FirstName).toBe(customer.FirstName);
    await replace(`/Customers/${id}`, 'PhoneNumber', '22 00 11 22');
    const [edited, sold] = [await get(`/Employees/${id}`), await get(`/Customers/${id}`)];
    expect([edited.PhoneNumber, sold.PhoneNumber]).toEqual(['22 00 11 22', '22 00 11 22']);
    expect(edited.LastChangedDateTimeOffset > employee.LastChangedDateTimeOffset).toBe(true);
    expect(sold.LastChangedDateTimeOffset > customer.LastChangedDateTimeOffset).toBe(true);
  });

  test("a role's own edit moves that role's stamp alone", async () => {
    const id = await double();
    const customer = await get(`/Customers/${id}`);
    await replace(`/Employees/${id}`, 'JobTitle', 'Kaptein');
    expect((await get(`/Employees/${id}`)).JobTitle).toBe('Kaptein');
    expect((await get(`/Customers/${id}`)).LastChangedDateTimeOffset).toBe(customer.LastChangedDateTimeOffset);
  });

  test("an address edit moves the address's stamp and no other", async () => {
    const rows = (await get('/Customers')) as { Id: number; MailAddress: object | null }[];
    const { Id } = rows.find(({ MailAddress }) => MailAddress)!;
    const before = await get(`/Customers/${Id}`);
    await replace(`/Customers/${Id}`, 'MailAddress/City', 'Lofoten');
    const after = await get(`/Customers/${Id}`);
    expect(after.LastChangedDateTimeOffset).toBe(before.LastChangedDateTimeOffset);
    expect(after.MailAddress.LastChangedDateTimeOffset > before.MailAddress.LastChangedDateTimeOffset).toBe(true);
    expect(after.MailAddress.Id).toBe(before.MailAddress.Id);
  });

  test("a contact person's address has no stamp, and its edit moves none", async () => {
    const { Id: customer } = (await post('/Customers', { Name: 'Lofotfisk AS' })).body;
    const address = { City: 'Svolvær', ZipCode: '8300' };
    const body = { FirstName: 'Odd', LastName: 'Berg', MailAddress: address };
    const made = (await post(`/ContactPersons/${customer}`, body)).body;
    expect(made.MailAddress).toEqual({ AddressLine1: null, AddressLine2: null, CountryCode: 'NO', ...address });
    const path = `/ContactPersons/${customer}/${made.Id}`;
    const moved = (await replace(path, 'MailAddress/City', 'Henningsvær')).body;
    expect([moved.MailAddress.City, moved.LastChangedDateTimeOffset]).toEqual([
      'Henningsvær',
      made.LastChangedDateTimeOffset,
    ]);
    expect(
      (await replace(path, 'Title', 'Skipper')).body.LastChangedDateTimeOffset > made.LastChangedDateTimeOffset,
    ).toBe(true);
    expect((await replace(path, 'EmailAddress', 'no address')).body.title).toBe('Contact person validation error(s)');
    expect((await caller.go('DELETE', `/Customers/${customer}`)).status).toBe(409);
    expect((await caller.go('DELETE', path)).status).toBe(200);
    expect((await caller.go('DELETE', `/Customers/${customer}`)).status).toBe(200);
    expect((await caller.go('GET', `/Customers/${customer}`)).body).toEqual({
      title: 'Object(s) not found',
      status: 404,
      detail: `Customer with id = ${customer} not found.`,
    });
  });

  test('a reference is taken once per role, and who has it is told', async () => {
    const body = { FirstName: 'Una', LastName: 'Eide', ExternalImportReference: 'ABC123' };
    const { Id } = (await post('/Employees', body)).body;
    const again = await post('/Employees', body);
    expect(again.body).toEqual({
      title: 'Employee validation error(s)',
      status: 400,
      detail: `ExternalImportReference is already in use. 'ABC123' is used on (contact) Id = ${Id}.`,
    });
    expect((await post('/Customers', { Name: 'Eide AS', ExternalImportReference: 'ABC123' })).status).toBe(201);
    expect(((await get('/Employees?externalImportReference=abc123')) as unknown[]).length).toBe(1);
  });

  test('what a record refers to must exist; codes are looked up and ids win', async () => {
    const unknown = await post('/Employees', { FirstName: 'A', LastName: 'B', DepartmentCode: 'Avdeling10' });
    expect([unknown.status, unknown.body.detail]).toEqual([404, "Department with code = 'Avdeling10' not found."]);
    const [first, second] = (await get('/Departments')) as { Id: number; Code: string }[];
    const made = await post('/Employees', { FirstName: 'A', LastName: 'B', DepartmentCode: second!.Code });
    expect(made.body).toMatchObject({ DepartmentId: second!.Id, DepartmentCode: second!.Code });
    const both = { FirstName: 'A', LastName: 'B', DepartmentCode: second!.Code, DepartmentId: first!.Id };
    expect((await post('/Employees', both)).body.DepartmentId).toBe(first!.Id);
    expect((await replace(`/Employees/${made.body.Id}`, 'ManagerEmployeeId', 1)).status).toBe(404);
  });

  test('a department is inactive unless told otherwise, is patched without an answer, and stays while it is used', async () => {
    const made = (await post('/Departments', { Name: 'Ny', Code: 'NY' })).body;
    expect(made.IsActive).toBe(false);
    expect(await replace(`/Departments/${made.Id}`, 'IsActive', true)).toMatchObject({ status: 200, body: undefined });
    expect((await get(`/Departments/${made.Id}`)).IsActive).toBe(true);
    expect((await post('/Departments', { Name: 'Ny igjen', Code: 'ny' })).status).toBe(400);
    const { Id } = (await post('/Employees', { FirstName: 'A', LastName: 'B', DepartmentId: made.Id })).body;
    expect((await caller.go('DELETE', `/Departments/${made.Id}`)).body.title).toBe('Department conflict');
    await caller.go('DELETE', `/Employees/${Id}`);
    expect((await caller.go('DELETE', `/Departments/${made.Id}`)).status).toBe(200);
  });

  test('an employee who is an active customer stays; without that role the customer lives on alone', async () => {
    const { Id } = (await post('/Customers', { FirstName: 'Liv', LastName: 'Moe', IsPerson: true })).body;
    await call(sandbox, 'PUT', `/sandbox/v1/contacts/${Id}`, { body: { addRole: 'employee' } });
    expect((await get(`/Employees/${Id}`)).LastName).toBe('Moe');
    expect((await caller.go('DELETE', `/Employees/${Id}`)).status).toBe(409);
    await call(sandbox, 'PUT', `/sandbox/v1/contacts/${Id}`, { body: { customerActive: false } });
    expect((await caller.go('DELETE', `/Employees/${Id}`)).status).toBe(200);
    expect((await caller.go('GET', `/Employees/${Id}`)).status).toBe(404);
    expect((await get(`/Customers/${Id}`)).IsActive).toBe(false);
  });

  test('open balances forbid archiving, and a masked value that comes back is refused', async () => {
    const { Id } = (await post('/Customers', { Name: 'Gjeld AS' })).body;
    await call(sandbox, 'PUT', `/sandbox/v1/contacts/${Id}`, { body: { openBalance: true } });
    expect((await replace(`/Customers/${Id}`, 'IsArchived', true)).body.detail).toMatch(/open ledger balances/);
    expect((await replace(`/Customers/${Id}`, 'NationalIdNumber', 'hidden')).status).toBe(400);
  });

  test('a read comes from a replica that is behind, an answer to a write from the primary', async () => {
    await call(sandbox, 'PUT', '/sandbox/v1/lag', { body: { ms: 500 } });
    clock.ms += 10_000;
    const [{ Id, PhoneNumber }] = await get('/Employees');
    const answer = await replace(`/Employees/${Id}`, 'PhoneNumber', '99 88 77 66');
    const made = (await post('/Departments', { Name: 'Etternøler', Code: 'LATE' })).body;
    expect(answer.body.PhoneNumber).toBe('99 88 77 66');
    clock.ms += 499;
    expect((await get(`/Employees/${Id}`)).PhoneNumber).toBe(PhoneNumber);
    expect((await get('/Employees'))[0].PhoneNumber).toBe(PhoneNumber);
    expect((await caller.go('GET', '/Departments?codes=LATE')).status).toBe(204);
    expect((await caller.go('GET', `/Departments/${made.Id}`)).status).toBe(404);
    clock.ms += 1;
    expect((await get(`/Employees/${Id}`)).PhoneNumber).toBe('99 88 77 66');
    expect((await get('/Employees'))[0].PhoneNumber).toBe('99 88 77 66');
    expect((await get(`/Departments/${made.Id}`)).Code).toBe('LATE');
    await call(sandbox, 'PUT', '/sandbox/v1/lag', { body: { ms: 0 } });
  });
});
