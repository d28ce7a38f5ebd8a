import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl, eventually } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectorMigrations } from '../store/migrations.js';
import { MemorySystem, strong } from '../testing/memory-system.js';
import { type Replica, replicaOf } from '../testing/spec-kit.js';
import { poll } from './poll.js';
import type { PollState } from './poll-state.js';

type Database = Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), connectorMigrations)));
afterAll(() => database.close());

let system: MemorySystem;
let replica: Replica;
let state: PollState;
beforeEach(async () => {
  await database.query('truncate lease, record, outbox');
  system = new MemorySystem(strong);
  replica = replicaOf(database, system);
  state = { scanned: false };
  edited(20, 'først');
  await polled();
});
afterEach(() => replica.close());

const edited = (count: number, name: string) => {
  for (let id = 0; id < count; id++) system.put(`d${id}`, { name });
};
/** One whole poll. */
async function polled() {
  ({ state } = await poll(replica.kit, { tenant: 'default', resource: system }, state, { whole: true }));
}
const suspicions = () => replica.ends().flatMap(({ suspicion }) => suspicion ?? []);
const told = (count: number) => ({ why: 'back-in-time', count, of: 20 });

describe('a system that was restored from a backup', () => {
  test('is told of once for as long as it looks so, and again when a whole poll between found it well', async () => {
    const first = system.backup();
    edited(20, 'så');
    await polled();
    const now = system.backup();
    first();
    await polled();
    await polled();
    await eventually(() => expect(suspicions()).toEqual([told(20)]));
    now();
    await polled();
    const second = system.backup();
    edited(8, 'til sist');
    await polled();
    second();
    await polled();
    await polled();
    await eventually(() => expect(suspicions()).toEqual([told(20), told(8)]));
  });
});
