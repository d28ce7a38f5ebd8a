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
const brought = () => replica.seen().filter(({ pollId }) => pollId.startsWith('audit/'));

test('tells every record as it is when somebody asks, with the revision it had, and what has changed as news', async () => {
  auditor = new Auditor({ kit: replica.kit });
  await auditor.start();
  const before = new Map(replica.seen().map(({ ref, revision }) => [ref.id, revision]));
  system.put('d7', { name: 'Ny' });
  await auditor.all('default', 'department', 'p1');
  await eventually(() => expect(brought()).toHaveLength(40), { withinMs: 10_000 });
  const moved = brought().filter(({ ref, revision }) => before.get(ref.id) !== revision);
  expect(moved.map(({ ref, values }) => [ref.id, values])).toEqual([['d7', { name: 'Ny' }]]);
  expect(new Set(brought().map(({ pollId }) => pollId))).toEqual(new Set(['audit/p1']));
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
