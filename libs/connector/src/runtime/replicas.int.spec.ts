import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl, eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from '../port.js';
import { connectorMigrations } from '../store/migrations.js';
import { readRows } from '../store/records.js';
import { MemorySystem, stampAt, strong } from '../testing/memory-system.js';
import { replicaOf } from '../testing/spec-kit.js';
import { DatabaseClock } from './database-clock.js';
import { hearReadings } from './hear-readings.js';
import { Poller } from './poller.js';

type Database = Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), connectorMigrations)));
afterAll(() => database.close());

/** A system whose records bear neither stamps nor versions, as a contact person's address does. */
class Unstamped extends MemorySystem {
  override stampOf(): null {
    return null;
  }

  override async *scan(): AsyncGenerator<Page> {
    for await (const page of super.scan()) {
      yield { ...page, readings: page.readings.map(({ id, values }) => ({ id, values, stamps: {} })) };
    }
  }
}

const key = 'default/customhrm/department/d1' as Parameters<typeof readRows>[1][number];
const held = async () => (await readRows(database, [key])).get(key)?.values;

describe('a value that came back', () => {
  test('is heard by the replica that had met it, though another had heard what came between (Inv 4)', async () => {
    const system = new Unstamped(strong);
    system.put('d1', { city: 'Oslo' });
    const [one, other] = [replicaOf(database, system), replicaOf(database, system)];
    const poller = new Poller({ kit: one.kit, everyMs: () => 20 });
    await poller.start();
    await eventually(async () => expect(await held()).toEqual({ city: 'Oslo' }));
    await eventually(() => expect(system.count('list')).toBeGreaterThan(4));
    const between = { id: 'd1', values: { city: 'Bergen' }, stamps: {} };
    const at = { begunAt: Date.now() + 1_000, pollId: 'poll-2' };
    await hearReadings(other.kit, { tenant: 'default', resource: system, readings: [between], ...at });
    await eventually(async () => expect(await held()).toEqual({ city: 'Oslo' }));
    expect(one.seen().map(({ values }) => values)).toEqual([{ city: 'Oslo' }, { city: 'Oslo' }]);
    await poller.close();
    await Promise.all([one.close(), other.close()]);
  });
});

/** A system that lists what changed and nothing else, as an HRM does. */
class Changing extends MemorySystem {
  override async *changes(): AsyncGenerator<Page> {
    for await (const { cursor } of super.scan()) yield { readings: [], ...(cursor !== undefined && { cursor }) };
  }
}

describe('a record that could not be read whole', () => {
  test('is read again once it can be, though the poll that met it died before it could tell (Inv 9)', async () => {
    await database.query('truncate lease, record, outbox');
    const system = new Changing(strong);
    system.put('d1', { city: 'Oslo' });
    const died = replicaOf(database, system);
    const unfit = {
      id: 'd1',
      values: {},
      stamps: { record: stampAt(1) },
      problem: [
        { field: 'city', code: 'schema' as const, words: 'The HRM answered city as something that is no text.' },
      ],
    };
    const scanned = { names: ['poll/default/department'], state: JSON.stringify({ scanned: true, cursor: '1' }) };
    await database.query('insert into lease (name, state) select unnest($1::text[]), $2', [
      scanned.names,
      scanned.state,
    ]);
    const at = { begunAt: Date.now(), pollId: 'poll-1' };
    await hearReadings(died.kit, { tenant: 'default', resource: system, readings: [unfit], ...at });
    await died.close();
    const next = replicaOf(database, system);
    const poller = new Poller({ kit: next.kit, everyMs: () => 20 });
    await poller.start();
    await eventually(async () => expect(await held()).toEqual({ city: 'Oslo' }));
    expect(next.seen().at(-1)).not.toHaveProperty('problem');
    await poller.close();
    await next.close();
  });
});

describe('the time of replicas', () => {
  test('is the database’s, whatever their own clocks say', async () => {
    const clock = new DatabaseClock(database);
    await clock.start();
    const [row] = await database.query<{ now: string }>('select extract(epoch from clock_timestamp()) * 1000 as now');
    expect(Math.abs(clock.now() - Number(row!.now))).toBeLessThan(500);
    clock.close();
  });
});
