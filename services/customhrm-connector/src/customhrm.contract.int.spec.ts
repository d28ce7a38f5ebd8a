import { Budget, connectorMigrations, RetryLater } from '@samsvar/connector';
import { collected, connectorContract, Stand } from '@samsvar/connector/testing';
import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bench, connectTo } from './testing/bench.js';

connectorContract(bench);

describe('the Custom HRM beyond the contract', () => {
  let stand: Stand;
  beforeAll(async () => void (stand = await Stand.of(bench)));
  afterEach(() => stand.calm());
  afterAll(() => stand.close());

  const [departments, employees] = bench.resources as [(typeof bench.resources)[0], (typeof bench.resources)[0]];

  test('a value longer than the profile says is refused before anything is sent', async () => {
    const ref = await stand.added(employees);
    const resource = await stand.resource('employee');
    const { version } = (await resource.read(ref))!;
    stand.front.forget();
    const write = { ref, values: { phone: '2'.repeat(33) }, expected: {}, version: version! };
    expect(await resource.update(write)).toMatchObject({
      outcome: 'refused',
      refusals: [{ field: 'phone', code: 'too-long', words: expect.stringMatching(/at most 32 characters/) }],
    });
    expect(stand.front.passed).toEqual([]);
  });

  test('two records may not bear one number, and the refusal says which field', async () => {
    const [one, other] = [await stand.added(employees), await stand.added(employees)];
    await stand.sandbox.people.hrm('PATCH', `/employees/${one.id}`, { employeeNumber: 'N-1' });
    const resource = await stand.resource('employee');
    const { version } = (await resource.read(other))!;
    const write = { ref: other, values: { employeeNumber: 'N-1' }, expected: {}, version: version! };
    expect(await resource.update(write)).toMatchObject({
      outcome: 'refused',
      refusals: [{ field: 'employeeNumber', code: 'not-unique' }],
    });
  });

  test('a member of an address is written without touching the others', async () => {
    const ref = await stand.added(employees);
    const resource = await stand.resource('employee');
    const { version } = (await resource.read(ref))!;
    await resource.update({ ref, values: { 'address.city': 'Bergen' }, expected: {}, version: version! });
    expect((await employees.row(stand.sandbox.people, ref))!['address']).toMatchObject({
      line1: 'Storgata 1',
      postalCode: '0155',
      city: 'Bergen',
    });
  });

  test('records that were deactivated are listed as they are', async () => {
    const ref = await stand.added(departments);
    await stand.sandbox.people.hrm('PATCH', `/departments/${ref.id}`, { active: false });
    const { readings } = await collected((await stand.resource('department')).scan({ idsOnly: false }));
    expect(readings.find(({ id }) => id === ref.id)!.values).toMatchObject({ active: false });
  });

  test('a system that is down for a while is left alone for as long as it says', async () => {
    const ref = await stand.added(departments);
    const resource = await stand.resource('department');
    const { version } = (await resource.read(ref))!;
    stand.front.meets(() => ({ status: 503, headers: { 'retry-after': '120' }, body: '' }));
    const write = { ref, values: { phone: '1' }, expected: {}, version: version! };
    await expect(resource.update(write)).rejects.toMatchObject({ name: RetryLater.name, afterMs: 120_000 });
  });

  test('a missing scope is told in words that say what to give', async () => {
    stand.front.meets(({ path }, through) =>
      path.endsWith(bench.tokenPath) ? through() : { status: 403, headers: {}, body: '' },
    );
    await expect((await stand.connect()).check()).rejects.toThrow(/scopes/);
  });

  test('two replicas with one budget are paced together, token calls too', async () => {
    const database = await freshDatabase(databaseUrl(), connectorMigrations);
    const ref = await stand.added(departments);
    await stand.sandbox.forget();
    const place = { baseUrl: `${stand.sandbox.url}/customhrm`, keys: stand.sandbox.people.keys };
    const replicas = [1, 2].map(() => {
      const budget = new Budget({ database, name: 'customhrm/spec', intervalMs: 1_000 / 48, slotsMax: 10 });
      return connectTo(place, () => budget.slot('default', 'edit'));
    });
    const connections = await Promise.all(replicas);
    const reads = connections.flatMap(({ resources: [department] }) =>
      Array.from({ length: 60 }, () => department!.read(ref)),
    );
    await Promise.all(reads);
    const { maxPerSecond } = await stand.sandbox.counted('customhrm');
    await Promise.all(connections.map((connection) => connection.close()));
    await database.close();
    // What leaves a second apart may arrive a little closer on a machine that stalls; unpaced it would be all 120.
    expect(maxPerSecond).toBeLessThanOrEqual(55);
  });
});
