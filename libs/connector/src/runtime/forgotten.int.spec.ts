import type { Message, RecordRef } from '@samsvar/contracts';
import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl, eventually } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectorMigrations } from '../store/migrations.js';
import { MemorySystem, strong } from '../testing/memory-system.js';
import { batchOf, type Replica, replicaOf } from '../testing/spec-kit.js';
import { takeCommands } from './commands.controller.js';
import { poll } from './poll.js';
import type { PollState } from './poll-state.js';
import { Poller } from './poller.js';
import { WriteDesk } from './write-desk.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), connectorMigrations)));
afterAll(() => database.close());

const ref: RecordRef = { tenant: 'default', system: 'customhrm', resource: 'department', id: 'd2' };
let system: MemorySystem;
let replica: Replica;
let state: PollState;
beforeEach(async () => {
  await database.query('truncate record, suspect, outbox, attempt, position');
  system = new MemorySystem(strong);
  for (const id of ['d1', 'd2', 'd3']) system.put(id, { name: `Avdeling ${id}` });
  replica = replicaOf(database, system);
  state = { scanned: false };
  await polls();
  await eventually(() => expect(replica.scans()).toHaveLength(1));
});
afterEach(() => replica.close());

async function polls(): Promise<void> {
  ({ state } = await poll(replica.kit, { tenant: 'default', resource: system }, state, { whole: true }));
}
/** Link asks about a record it was told of once. */
async function asks(): Promise<void> {
  const { kit } = replica;
  const desks = { kit, desk: new WriteDesk(kit), poller: new Poller({ kit, everyMs: () => 60_000 }) };
  const batch = batchOf([{} as never]);
  const message: Message = { id: 'ask', type: 'ReadRecord', source: 'link', subject: 's', data: { ref } };
  await takeCommands(desks, { ...batch, heard: batch.heard.map((one) => ({ ...one, message })) }, false);
}
const later = () => database.query(`update suspect set read_at = read_at - interval '1 minute'`);
const lastOf = (id: string) => replica.seen().findLast(({ ref: { id: is } }) => is === id)!;
const forget = async () => {
  await database.query(`delete from record where key like '%/d2'`);
  replica.kit.seenBefore.forget('default/customhrm/department/d2');
};

describe('a record that link was told of, and its connector has forgotten', () => {
  test('is told again where it is there, newer than before', async () => {
    const before = lastOf('d2').revision;
    await forget();
    await asks();
    await eventually(() => expect(lastOf('d2').revision).toBeGreaterThan(before));
  });

  test('is told to be gone where it is not, once that is proven like of any other (Inv 19)', async () => {
    const before = lastOf('d2').revision;
    await forget();
    system.remove('d2');
    await polls();
    await polls();
    expect(await database.query('select 1 from suspect')).toEqual([]);
    await asks();
    await eventually(async () => expect(await database.query('select 1 from suspect')).toHaveLength(1));
    await polls();
    await later();
    expect(replica.gone()).toEqual([]);
    await polls();
    await eventually(() => expect(replica.gone()).toMatchObject([{ ref: { id: 'd2' }, incarnation: 1 }]));
    expect(replica.gone()[0]!.revision).toBeGreaterThan(before);
  });

  test('is asked about twice, and is a suspect once', async () => {
    await forget();
    system.remove('d2');
    await asks();
    await asks();
    await eventually(async () => expect(await database.query('select 1 from suspect')).toHaveLength(1));
    expect(await database.query('select 1 from record where not gone')).toHaveLength(3);
  });

  test('is told to be gone once more where that is known: link may have heard of it before the record', async () => {
    system.remove('d2');
    await polls();
    await later();
    await polls();
    await eventually(() => expect(replica.gone()).toHaveLength(1));
    await asks();
    await eventually(() => expect(replica.gone()).toHaveLength(2));
    const [first, again] = replica.gone();
    expect(again!.revision).toBeGreaterThan(first!.revision);
    expect(await database.query('select 1 from suspect')).toEqual([]);
  });
});

describe('a listing by which everything is told again', () => {
  const claims = () => replica.scans().map(({ data }) => (data as { toldSince?: number }).toldSince);

  test('says since when, and whatever it named is told as no less', async () => {
    state = { ...state, retell: true, full: true };
    const before = replica.seen().length;
    await polls();
    await eventually(() => expect(replica.scans()).toHaveLength(2));
    const since = claims().at(-1)!;
    const told = replica.seen().slice(before);
    expect(told).toHaveLength(3);
    expect(told.every(({ revision }) => revision >= since)).toBe(true);
    expect(replica.seen()[0]!.revision).toBeLessThan(since);
  });

  test('that was broken off and begun anew says since when the first try told', async () => {
    await database.query('truncate record, suspect, outbox');
    for (const id of ['d1', 'd2', 'd3']) replica.kit.seenBefore.forget(`default/customhrm/department/${id}`);
    const before = replica.seen().length;
    state = { scanned: false };
    const scan = system.scan.bind(system);
    let calls = 0;
    system.scan = () => {
      if (++calls === 2) system.put('d4', { name: 'Ny' });
      return scan();
    };
    await expect(polls()).rejects.toThrow('two listings');
    await eventually(() => expect(replica.seen().length).toBeGreaterThan(before));
    await polls();
    await eventually(() => expect(replica.scans()).toHaveLength(2));
    const told = replica.seen().slice(before);
    expect(told).toHaveLength(4);
    expect(claims().at(-1)).toBe(Math.min(...told.map(({ revision }) => revision)));
  });

  test('is the first one too, and none that lists only whom it names', async () => {
    expect(claims()).toEqual([expect.any(Number)]);
    system.put('d4', { name: 'Ny' });
    await polls();
    await eventually(() => expect(claims().slice(1)).toEqual([undefined]));
  });
});
