import { setTimeout as pause } from 'node:timers/promises';
import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl, eventually } from '@samsvar/testing';
import { openDatabase } from '@samsvar/persistence';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Forbidden, RetryLater } from '../failures.js';
import { connectorMigrations } from '../store/migrations.js';
import { MemorySystem, strong } from '../testing/memory-system.js';
import { type Replica, replicaOf } from '../testing/spec-kit.js';
import { Poller } from './poller.js';

type Database = Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), connectorMigrations)));
afterAll(() => database.close());

let system: MemorySystem;
const running: { poller: Poller; replica: Replica }[] = [];
beforeEach(async () => {
  await database.query('truncate lease, record, outbox');
  system = new MemorySystem(strong);
  for (const id of ['d1', 'd2', 'd3']) system.put(id, { name: `Avdeling ${id}` });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ poller, replica }) => poller.close(2_000).then(() => replica.close())));
});

interface Pace {
  readonly everyMs?: number;
  readonly leaseMs?: number;
  readonly on?: Database;
}
/** A replica that polls. */
async function start({ everyMs = 20, leaseMs, on = database }: Pace = {}) {
  const replica = replicaOf(on, system);
  const poller = new Poller({ kit: replica.kit, everyMs: () => everyMs, ...(leaseMs !== undefined && { leaseMs }) });
  const one = { poller, replica };
  running.push(one);
  await poller.start();
  return one;
}
const toldIds = ({ replica }: { replica: Replica }) =>
  replica
    .seen()
    .map(({ ref }) => ref.id)
    .sort();

describe('pollers of two replicas', () => {
  test('take turns at a resource and never poll it both at once', async () => {
    let now = 0;
    let most = 0;
    system.before = async () => {
      most = Math.max(most, ++now);
      await pause(15);
    };
    system.after = () => void now--;
    await Promise.all([start(), start()]);
    await eventually(() => expect(system.count('list')).toBeGreaterThan(12), { withinMs: 20_000 });
    expect(most).toBe(1);
  });

  test('tell a change once between them', async () => {
    const both = await Promise.all([start(), start()]);
    const told = () => both.flatMap(({ replica }) => replica.seen());
    await eventually(() => expect(told()).toHaveLength(3));
    system.put('d2', { name: 'Ny' });
    const isNews = ({ values }: ReturnType<typeof told>[number]) => 'name' in values && values['name'] === 'Ny';
    await eventually(() => expect(told().some(isNews)).toBe(true));
    const listed = system.count('list');
    await eventually(() => expect(system.count('list')).toBeGreaterThan(listed + 4), { withinMs: 20_000 });
    expect(told()).toHaveLength(4);
  });

  test('are replaced: where one falls silent within a poll, the other goes on from what was stored', async () => {
    const [{ current }] = (await database.query<{ current: string }>('select current_schema() as current')) as [
      { current: string },
    ];
    const own = await openDatabase({ url: databaseUrl(), schema: current, applicationName: 'spec' });
    let fallen = false;
    let release = () => {};
    system.before = ({ what }) => {
      if (what !== 'list' || fallen) return;
      fallen = true;
      return new Promise((resolve) => (release = resolve));
    };
    await start({ on: own, leaseMs: 600 });
    await eventually(() => expect(fallen).toBe(true));
    const second = await start({ leaseMs: 600 });
    await pause(900);
    expect(toldIds(second)).toEqual([]);
    await own.close();
    await eventually(() => expect(toldIds(second)).toEqual(['d1', 'd2', 'd3']));
    release();
  });
});

describe('a poller', () => {
  test('says that its first listing was complete only when a second names the same records', async () => {
    let listings = 0;
    system.before = ({ what }) => {
      if (what === 'list' && ++listings === 2) system.put('d0', { name: 'Ny imens' });
    };
    const one = await start();
    await eventually(() => expect(one.replica.scans()).toMatchObject([{ data: { count: 4 } }]));
    expect(toldIds(one)).toEqual(['d0', 'd1', 'd2', 'd3']);
    expect(listings).toBeGreaterThanOrEqual(4);
  });

  test('tells everything again when asked to, changed or not, and that it was everything', async () => {
    const one = await start();
    await eventually(() => expect(one.replica.scans()).toHaveLength(1));
    expect(toldIds(one)).toHaveLength(3);
    await one.poller.hurry('default', 'department', { retell: true });
    await eventually(() => expect(one.replica.scans()).toHaveLength(2));
    expect(toldIds(one)).toEqual(['d1', 'd1', 'd2', 'd2', 'd3', 'd3']);
    const listed = system.count('list');
    await eventually(() => expect(system.count('list')).toBeGreaterThan(listed + 2));
    expect(one.replica.scans()).toHaveLength(2);
  });

  test('hears what went back in time when a person has looked, and doubts that and nothing else', async () => {
    const restore = system.backup();
    system.put('d2', { name: 'Ny' });
    const one = await start();
    await eventually(() => expect(one.replica.scans()).toHaveLength(1));
    restore();
    await one.poller.hurry('default', 'department', { full: true, retell: true, restored: true });
    await eventually(() => expect(one.replica.scans()).toHaveLength(2));
    const told = (id: string) => one.replica.seen().findLast(({ ref }) => ref.id === id);
    expect(told('d2')).toMatchObject({ values: { name: 'Avdeling d2' }, doubted: true });
    expect(told('d1')).not.toHaveProperty('doubted');
  });

  test('tells the end of a poll that brought something, after all of it and with how much it was (Inv 21)', async () => {
    const one = await start();
    await eventually(() => expect(one.replica.ends()).toMatchObject([{ changed: 3 }]));
    system.put('d2', { name: 'Ny' });
    await eventually(() => expect(one.replica.ends()).toMatchObject([{ changed: 3 }, { changed: 1 }]));
    const [first, second] = one.replica.ends();
    expect(second!.pollId > first!.pollId).toBe(true);
    expect(one.replica.seen().map(({ pollId }) => pollId)).toEqual([
      ...Array.from({ length: 3 }, () => first!.pollId),
      second!.pollId,
    ]);
    const listed = system.count('list');
    await eventually(() => expect(system.count('list')).toBeGreaterThan(listed + 2));
    expect(one.replica.ends()).toHaveLength(2);
  });

  test('says once, with the end of the poll, that a system has become another', async () => {
    for (let id = 4; id <= 12; id++) system.put(`d${id}`, { name: 'Avdeling' });
    const one = await start();
    await eventually(() => expect(one.replica.ends()).toHaveLength(1));
    system.becomesAnother({ d1: { name: 'Avdeling d1' }, x1: { name: 'Fremmed' } });
    await eventually(() => expect(one.replica.ends()).toHaveLength(2));
    const listed = system.count('list');
    await eventually(() => expect(system.count('list')).toBeGreaterThan(listed + 2));
    expect(one.replica.ends().flatMap(({ suspicion }) => suspicion ?? [])).toEqual([
      { why: 'ids-replaced', count: 11, of: 12 },
    ]);
  });

  test('hears of a wish also while it is at it', async () => {
    const one = await start({ everyMs: 60_000 });
    await eventually(() => expect(one.replica.scans()).toHaveLength(1));
    let release = () => {};
    let met = false;
    system.before = () => {
      system.before = () => undefined;
      met = true;
      return new Promise((resolve) => (release = resolve));
    };
    await one.poller.hurry('default', 'department', { retell: false });
    await eventually(() => expect(met).toBe(true));
    await one.poller.hurry('default', 'department', { retell: true });
    release();
    await eventually(() => expect(one.replica.scans()).toHaveLength(2));
    expect(toldIds(one)).toHaveLength(6);
  });

  test('says what stands in the way until it no longer does', async () => {
    let way: Error | undefined = new Forbidden('the HRM does not know this client');
    system.before = () => {
      if (way) throw way;
    };
    const { poller } = await start();
    await eventually(() => expect(poller.troubleOf('default')).toMatch(/does not know this client/));
    const asked = system.count('list');
    await pause(500);
    expect(system.count('list')).toBe(asked);
    way = undefined;
    await poller.hurry('default', 'department', { retell: false });
    await eventually(() => expect(poller.troubleOf('default')).toBeUndefined());
  });

  test('comes back when the system said it may', async () => {
    let at: number | undefined;
    let again = 0;
    system.before = () => {
      again ||= at === undefined ? 0 : performance.now() - at;
      if (at !== undefined) return;
      at = performance.now();
      throw new RetryLater('a pause', 1_200);
    };
    const one = await start();
    await eventually(() => expect(one.replica.scans()).toHaveLength(1));
    expect(again).toBeGreaterThanOrEqual(1_150);
  });

  test('hears what it could not store once the database is back', async () => {
    const one = await start();
    await eventually(() => expect(one.replica.scans()).toHaveLength(1));
    await database.query('alter table record rename to elsewhere');
    system.put('d2', { name: 'Ny' });
    await pause(500);
    await database.query('alter table elsewhere rename to record');
    await eventually(() => expect(one.replica.seen().at(-1)).toMatchObject({ values: { name: 'Ny' } }), {
      withinMs: 15_000,
    });
  });
});
