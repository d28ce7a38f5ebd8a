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
async function polled(wish: Partial<PollState> = {}) {
  const before = { ...state, ...wish };
  ({ state } = await poll(replica.kit, { tenant: 'default', resource: system }, before, { whole: true }));
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

  /** So many edits were heard before their system went back to before them; answers how many records were told. */
  async function restored(edits: number): Promise<number> {
    const restore = system.backup();
    edited(edits, 'så');
    await polled();
    restore();
    await polled();
    return replica.seen().length;
  }

  test('is not heard of what is older; what is edited there meanwhile is told as doubted', async () => {
    const before = await restored(20);
    system.put('d3', { phone: '22' });
    await polled();
    await eventually(() => expect(replica.seen()).toHaveLength(before + 1));
    expect(replica.seen().at(-1)).toMatchObject({ values: { name: 'først', phone: '22' }, doubted: true });
  });

  test('is told as it is once a person has said so, all of it doubted, and is well from then on', async () => {
    const before = await restored(12);
    await polled({ full: true, retell: true, restored: true });
    await eventually(() => expect(replica.seen()).toHaveLength(before + 20));
    const now = replica.seen().slice(before);
    expect(new Set(now.map(({ values, doubted }) => JSON.stringify([values, doubted]))).size).toBe(1);
    expect(now[0]).toMatchObject({ values: { name: 'først' }, doubted: true });
    expect([state.suspected, state.doubts, state.restored]).toEqual([undefined, undefined, undefined]);
    system.put('d3', { name: 'ny' });
    await polled();
    await eventually(() => expect(replica.seen()).toHaveLength(before + 21));
    expect(replica.seen().at(-1)).not.toHaveProperty('doubted');
    expect(suspicions()).toEqual([told(12)]);
  });
});
