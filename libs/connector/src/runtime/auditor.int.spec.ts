import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl, eventually } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectorMigrations } from '../store/migrations.js';
import { MemorySystem, strong } from '../testing/memory-system.js';
import { type Replica, replicaOf } from '../testing/spec-kit.js';
import { Auditor } from './auditor.js';
import { Poller } from './poller.js';

type Database = Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), connectorMigrations)));
afterAll(() => database.close());

let system: MemorySystem;
let replica: Replica;
let poller: Poller;
let auditor: Auditor;
beforeEach(async () => {
  await database.query('truncate lease, record, outbox');
  system = new MemorySystem(strong);
  for (let id = 0; id < 40; id++) system.put(`d${id}`, { name: `Avdeling ${id}` });
  replica = replicaOf(database, system);
  poller = new Poller({ kit: replica.kit, everyMs: () => 3_600_000 });
  await poller.start();
  await eventually(() => expect(replica.seen()).toHaveLength(40));
});
afterEach(async () => {
  await Promise.all([poller.close(0), auditor.close()]);
  await replica.close();
});
const polls = () => replica.ends().map(({ pollId }) => pollId);
const brought = () => replica.seen().filter(({ pollId }) => pollId.startsWith('audit/'));

test('tells every record as it was heard when somebody asks, with the revision it had; a change comes by a poll', async () => {
  auditor = new Auditor({ kit: replica.kit });
  await auditor.start();
  const before = new Map(replica.seen().map(({ ref, revision }) => [ref.id, revision]));
  system.put('d7', { name: 'Ny' });
  await auditor.all('default', 'department', 'p1');
  await eventually(() => expect(brought()).toHaveLength(39), { withinMs: 10_000 });
  expect(brought().filter(({ ref, revision }) => before.get(ref.id) !== revision)).toEqual([]);
  expect(new Set(brought().map(({ pollId }) => pollId))).toEqual(new Set(['audit/p1']));
  await eventually(() => expect(replica.ends()).toMatchObject([{ changed: 40 }, { changed: 1 }]));
  const { ref, values, pollId } = replica.seen().at(-1)!;
  expect({ id: ref.id, values, pollId }).toEqual({ id: 'd7', values: { name: 'Ny' }, pollId: polls()[1] });
});

test('leaves a mass of changes that it meets first to one poll, which says how many they were (Inv 21)', async () => {
  auditor = new Auditor({ kit: replica.kit });
  await auditor.start();
  for (let id = 0; id < 30; id++) system.put(`d${id}`, { name: null });
  await auditor.all('default', 'department', 'p1');
  await eventually(() => expect(replica.ends()).toMatchObject([{ changed: 40 }, { changed: 30 }]), {
    withinMs: 10_000,
  });
  const cleared = replica.seen().filter(({ values }) => 'name' in values && values['name'] === null);
  expect(new Set(cleared.map(({ pollId }) => pollId))).toEqual(new Set([polls()[1]]));
  expect(cleared).toHaveLength(30);
});

test('has a system found out that has become another, be it the first to list it', async () => {
  auditor = new Auditor({ kit: replica.kit });
  await auditor.start();
  const records = Array.from({ length: 40 }, (_, id) => [`x${id}`, { name: 'Fremmed' }] as const);
  system.becomesAnother(Object.fromEntries(records));
  await auditor.all('default', 'department', 'p1');
  const suspicion = { why: 'ids-replaced', count: 40, of: 40 };
  await eventually(() => expect(replica.ends().at(-1)).toMatchObject({ suspicion }), { withinMs: 10_000 });
});

test('tells a part at a time, and everything once in as many turns as there are parts', async () => {
  auditor = new Auditor({ kit: replica.kit, everyMs: 1 });
  await auditor.start();
  await eventually(() => expect(new Set(brought().map(({ ref }) => ref.id)).size).toBe(40), { withinMs: 60_000 });
  const first = brought().slice(0, 40);
  const parts = Map.groupBy(first, ({ pollId }) => pollId);
  expect(parts.size).toBeGreaterThan(5);
  for (const [, told] of parts) expect(told.length).toBeLessThan(20);
}, 90_000);
