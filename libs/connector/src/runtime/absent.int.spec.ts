import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Forbidden } from '../failures.js';
import { connectorMigrations } from '../store/migrations.js';
import { MemorySystem, strong } from '../testing/memory-system.js';
import { type Replica, replicaOf } from '../testing/spec-kit.js';
import { poll } from './poll.js';
import type { PollState } from './poll-state.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), connectorMigrations)));
afterAll(() => database.close());

let system: MemorySystem;
let replica: Replica;
let state: PollState;
beforeEach(async () => {
  await database.query('truncate record, suspect, outbox, attempt');
  system = new MemorySystem(strong);
  for (const id of ['d1', 'd2', 'd3']) system.put(id, { name: `Avdeling ${id}` });
  replica = replicaOf(database, system);
  state = { scanned: false };
  await polls();
});
afterEach(() => replica.close());

/** One poll, as the poller would do it next. */
async function polls(by: Replica = replica): Promise<void> {
  ({ state } = await poll(by.kit, { tenant: 'default', resource: system }, state, { whole: true }));
}
/** Time passes between the reads that look for somebody. */
const later = () => database.query(`update suspect set read_at = read_at - interval '1 minute'`);
const gone = () => replica.gone().map(({ ref }) => ref.id);
const reads = () => system.count('read');

describe('a record that a complete listing misses', () => {
  test('is told gone only when two reads by id, some time apart, say so too (Inv 19)', async () => {
    system.remove('d2');
    await polls();
    expect([gone(), reads()]).toEqual([[], 1]);
    await polls();
    expect([gone(), reads()]).toEqual([[], 1]);
    await later();
    await polls();
    expect(replica.gone()).toMatchObject([{ ref: { id: 'd2' }, incarnation: 1 }]);
    expect(replica.gone()[0]!.proof).toMatch(
      /complete listing .* twice by id, while default\/customhrm\/department\/d1/,
    );
  });

  test('is told before the message that ends the poll', async () => {
    system.remove('d2');
    await polls();
    await later();
    await polls();
    const last = replica.told.map(({ message }) => message.type).slice(-2);
    expect(last).toEqual(['RecordGone', 'PollCompleted']);
    expect(replica.scans().at(-1)).toMatchObject({ data: { count: 2 } });
  });

  test('by mistake is met by the first read, and nothing is told', async () => {
    system.skipped = ['d2'];
    await polls();
    await later();
    await polls();
    await later();
    await polls();
    expect(gone()).toEqual([]);
    expect(reads()).toBe(3);
  });

  test('is looked for no more once a listing names it again', async () => {
    system.remove('d2');
    await polls();
    system.restore('d2');
    await polls();
    expect(await database.query('select * from suspect')).toEqual([]);
    system.remove('d2');
    await polls();
    await polls();
    expect(gone()).toEqual([]);
  });

  test('and that was heard of between the two reads must be missed by two more', async () => {
    system.remove('d2');
    await polls();
    await database.query(`update record set row = jsonb_set(row::jsonb, '{revision}', '7')::json where key like '%d2'`);
    await later();
    await polls();
    expect(gone()).toEqual([]);
    await later();
    await polls();
    expect(gone()).toEqual(['d2']);
  });

  test('is looked for by whichever replica polls next, and its proof outlives a restart', async () => {
    system.remove('d2');
    await polls();
    await later();
    const other = replicaOf(database, system);
    await polls(other);
    expect(other.gone()).toHaveLength(1);
    await other.close();
  });

  test('is not believed gone while a write to it is under way', async () => {
    system.remove('d2');
    await database.query(`insert into attempt (link_id, resource, n, tenant, key, bulk, state) values
      ('l1', 'department', 1, 'default', 'default/customhrm/department/d2', false, 'sent')`);
    await polls();
    expect(reads()).toBe(0);
  });

  test('comes back as another incarnation', async () => {
    system.remove('d2');
    await polls();
    await later();
    await polls();
    system.restore('d2');
    await polls();
    expect(replica.seen().at(-1)).toMatchObject({ ref: { id: 'd2' }, incarnation: 2 });
    await polls();
    expect(replica.scans().at(-1)).toMatchObject({ data: { count: 3 } });
  });
});

describe('where the system answers for nobody', () => {
  test('an empty list by mistake wipes nothing', async () => {
    system.skipped = ['d1', 'd2', 'd3'];
    for (let round = 0; round < 3; round++) {
      await polls();
      await later();
    }
    expect(gone()).toEqual([]);
  });

  test('nothing is believed where a record that must be there is missing too (Inv 19)', async () => {
    for (const id of ['d1', 'd2', 'd3']) system.remove(id);
    for (let round = 0; round < 5; round++) {
      await polls();
      await later();
    }
    expect(gone()).toEqual([]);
  });

  test('a read that is refused proves nothing', async () => {
    system.remove('d2');
    system.before = ({ what }) => {
      if (what === 'read') throw new Forbidden('the right was withdrawn');
    };
    for (let round = 0; round < 3; round++) {
      await polls();
      await later();
    }
    expect(gone()).toEqual([]);
    system.before = () => undefined;
    await polls();
    await later();
    await polls();
    expect(gone()).toEqual(['d2']);
  });

  test('many that disappear are looked for a few at a time', async () => {
    for (let id = 10; id < 60; id++) system.put(`d${id}`, { name: 'x' });
    await polls();
    for (let id = 10; id < 60; id++) system.remove(`d${id}`);
    const before = reads();
    await polls();
    expect(reads() - before).toBe(10);
  });
});

describe('where polls bring only what changed', () => {
  beforeEach(() => (system.tombstones = []));

  test('what the system says is deleted is looked for by id', async () => {
    system.remove('d2');
    system.tombstones = ['d2', 'unheard-of'];
    await polls();
    expect(gone()).toEqual([]);
    await later();
    await polls();
    expect(gone()).toEqual(['d2']);
    await polls();
    expect(gone()).toEqual(['d2']);
  });

  test('a tombstone of a record that answers is not believed', async () => {
    system.tombstones = ['d2'];
    for (let round = 0; round < 3; round++) {
      await polls();
      await later();
    }
    expect(gone()).toEqual([]);
  });

  test('now and then everything is listed, so that nothing disappears in silence', async () => {
    system.remove('d2');
    for (let round = 0; round < 17; round++) {
      await polls();
      await later();
    }
    expect(gone()).toEqual(['d2']);
  });
});
