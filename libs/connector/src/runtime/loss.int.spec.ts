import type { NativeWriteRecord, RecordRef, Values } from '@samsvar/contracts';
import { heedHistory } from '@samsvar/persistence';
import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl, eventually } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noteAttempts } from '../store/note-attempts.js';
import { connectorMigrations } from '../store/migrations.js';
import { MemorySystem, strong } from '../testing/memory-system.js';
import { batchOf, type Replica, replicaOf } from '../testing/spec-kit.js';
import { takeCommands } from './commands.controller.js';
import { hearReadings } from './hear-readings.js';
import { Poller } from './poller.js';
import { historyOf } from './set-back.js';
import { settleOutcomes } from './settle.js';
import { WriteDesk } from './write-desk.js';

type Database = Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), connectorMigrations)));
afterAll(() => database.close());

const ref: RecordRef = { tenant: 'default', system: 'customhrm', resource: 'department', id: 'd1' };
const all = 'attempt, record, outbox, lease, history, position';
let system: MemorySystem;
const running: { close(): Promise<unknown> }[] = [];
beforeEach(async () => {
  await database.query(`truncate ${all}`);
  await heedHistory(database);
  system = new MemorySystem(strong);
  system.put('d1', { name: 'A' });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()));
});

function start() {
  const replica = replicaOf(database, system);
  const desk = new WriteDesk(replica.kit);
  const poller = new Poller({ kit: replica.kit, everyMs: () => 60_000 });
  desk.start();
  running.push({ close: () => Promise.all([desk.close(0), poller.close(0)]).then(() => replica.close()) });
  const desks = { kit: replica.kit, desk, poller };
  return { ...replica, poller, obey: (asked: NativeWriteRecord) => takeCommands(desks, batchOf([asked]), false) };
}
type Running = ReturnType<typeof start>;

/** A poll meets the record; answers the revision it is told with. */
async function met({ kit, seen }: Pick<Replica, 'kit' | 'seen'>): Promise<number> {
  const before = seen().length;
  const readings = [(await system.read(ref))!];
  await hearReadings(kit, { tenant: 'default', resource: system, readings, begunAt: Date.now(), pollId: 'p' });
  await eventually(() => expect(seen().length).toBeGreaterThan(before));
  return seen().at(-1)!.revision;
}
const clock = async () =>
  Number((await database.query<{ at: string }>(`select extract(epoch from clock_timestamp()) * 1000 as at`))[0]!.at);
const write = (values: Values, more: Partial<NativeWriteRecord>): NativeWriteRecord => ({
  ticket: { linkId: 'l1', system: 'customhrm', resource: 'department', n: 2 ** 50 },
  tenant: 'default',
  op: 'update',
  kind: 'department',
  category: 'DEPARTMENT',
  ref,
  values,
  expected: { name: 'A' },
  decidedOn: 1,
  cause: 'spec',
  ...more,
});
const answered = async ({ answers }: Running) => {
  await eventually(() => expect(answers()).toHaveLength(1), { withinMs: 10_000 });
  return answers()[0]!;
};
/** The tables as they are, to be gone back to as a failover would. */
async function remembered(): Promise<() => Promise<void>> {
  const tables = all.split(', ');
  for (const table of tables) await database.query(`create table kept_${table} as table "${table}"`);
  return async () => {
    await database.query(`truncate ${all}`);
    for (const table of tables) {
      await database.query(`insert into "${table}" select * from kept_${table}`);
      await database.query(`drop table kept_${table}`);
    }
    await database.query(`update history set name = 'the primary before'`);
  };
}

describe('after the loss of the rows', () => {
  test('what is told is newer than all that was told before', async () => {
    const one = start();
    const before = await met(one);
    await database.query('truncate record, attempt');
    one.kit.seenBefore.forget('default/customhrm/department/d1');
    system.put('d1', { name: 'B' });
    expect(await met(one)).toBeGreaterThan(before);
  });

  test('nothing is sent of what was decided on the lost row, but what is held is answered (Inv 5)', async () => {
    const one = start();
    const decidedOn = await met(one);
    await database.query('truncate record, attempt');
    await one.obey(write({ name: 'W' }, { decidedOn }));
    const { outcome, revision, values } = await answered(one);
    expect({ outcome, values }).toEqual({ outcome: 'stale', values: { name: 'A' } });
    expect(revision).toBeGreaterThan(decidedOn);
    expect(system.count('update')).toBe(0);
  });

  test('a write decided on the new row goes out', async () => {
    const one = start();
    await met(one);
    await database.query('truncate record, attempt');
    one.kit.seenBefore.forget('default/customhrm/department/d1');
    await one.obey(write({ name: 'W' }, { decidedOn: await met(one) }));
    expect((await answered(one)).outcome).toBe('done');
  });
});

describe('where the database was set back', () => {
  test('a write decided on a revision it has lost is stale, newer than that revision', async () => {
    const one = start();
    const decidedOn = (await met(one)) + 5_000;
    await one.obey(write({ name: 'W' }, { decidedOn }));
    const { outcome, revision } = await answered(one);
    expect(outcome).toBe('stale');
    expect(revision).toBeGreaterThan(decidedOn);
    expect(system.count('update')).toBe(0);
  });

  test('every record is told again, newer than what was lost, though nothing has changed since', async () => {
    const one = start();
    await one.poller.start();
    await eventually(() => expect(one.seen()).toHaveLength(1));
    const back = await remembered();
    system.put('d1', { name: 'B' });
    const lost = await met(one);
    await back();
    system.put('d1', { name: 'A' });
    await database.query('update lease set next_at = now(), owner = null, held_until = null');
    await eventually(
      async () => expect(await database.query('select 1 from lease where wish is not null')).toHaveLength(1),
      { withinMs: 10_000 },
    );
    await database.query('update lease set next_at = now()');
    await eventually(() => expect(one.seen().length).toBeGreaterThan(2), { withinMs: 10_000 });
    const told = one.seen().at(-1)!;
    expect(told.values).toEqual({ name: 'A' });
    expect(told.revision).toBeGreaterThan(lost);
  });

  test('a write of before is looked at and never sent: what a person put back meanwhile stays (Inv 14)', async () => {
    const one = start();
    const decidedOn = await met(one);
    const command = write(
      { name: 'W' },
      { decidedOn, ticket: { ...write({}, {}).ticket, n: Math.floor(await clock()) } },
    );
    const back = await remembered();
    await one.obey(command);
    await answered(one);
    await back();
    system.put('d1', { name: 'A' });
    one.told.length = 0;
    await one.obey(command);
    await database.query('update attempt set not_before = now(), held_until = null');
    expect(await answered(one)).toMatchObject({ outcome: 'stale', ambiguous: ['name'], values: { name: 'A' } });
    expect(system.valuesOf('d1')).toEqual({ name: 'A' });
  });

  test('a reading begun before that is not heard: what was told and lost may be newer', async () => {
    const one = start();
    await met(one);
    const back = await remembered();
    system.put('d1', { name: 'M' });
    const old = { resource: system, readings: [(await system.read(ref))!], begunAt: Date.now() };
    system.put('d1', { name: 'B' });
    await met(one);
    await back();
    const brought = await hearReadings(one.kit, { tenant: 'default', ...old, pollId: 'p', always: true });
    expect(brought).toMatchObject({ told: 0, left: 1 });
    expect(one.seen().map(({ values }) => values)).not.toContainEqual({ name: 'M' });
  });

  test('nor is an answer of a write that was carried out before: its record is looked at again', async () => {
    const one = start();
    const decidedOn = await met(one);
    const command = write({ name: 'W' }, { decidedOn });
    await noteAttempts(database, [{ command, bulk: false }], { owner: one.kit.owner });
    const back = await remembered();
    const stored = { reading: { ...(await system.read(ref))!, values: { name: 'W' } }, begunAt: Date.now() };
    await back();
    const attempt = { command, state: 'asked', bulk: false, tries: 0 } as const;
    await settleOutcomes(one.kit, [{ attempt, looks: [], end: 'done', stored, sent: ['name'] }]);
    expect(await database.query('select state from attempt')).toEqual([{ state: 'doubted' }]);
    expect(one.answers()).toEqual([]);
  });

  test('a birth of before is found by its reference, and made by nobody', async () => {
    const one = start();
    const reference = `sv-${'a'.repeat(25)}`;
    const n = Math.floor(await clock());
    await database.query(`update history set name = 'the primary before'`);
    const birth = (linkId: string, born: string): NativeWriteRecord => {
      const { ref: _, ...asked } = write({ name: 'Ny' }, { op: 'create', expected: {}, decidedOn: 0, reference: born });
      return { ...asked, ticket: { ...asked.ticket, linkId, n } };
    };
    await system.create({ tenant: 'default', values: { name: 'Ny' }, reference, key: 'k' });
    await one.obey(birth('l1', reference));
    await one.obey(birth('l2', `sv-${'b'.repeat(25)}`));
    await database.query('update attempt set not_before = now(), held_until = null');
    await eventually(() => expect(one.answers()).toHaveLength(2), { withinMs: 10_000 });
    const outcomes = Object.fromEntries(one.answers().map(({ ticket, outcome }) => [ticket.linkId, outcome]));
    expect(outcomes).toEqual({ l1: 'done', l2: 'stale' });
    expect(one.answers().find(({ ticket }) => ticket.linkId === 'l1')).toMatchObject({ found: true });
    expect(system.count('create')).toBe(1);
  });

  test('a birth that may be on its way is not sent again, unless our reference marks it (Inv 12)', async () => {
    const { kit } = start();
    const birth = (linkId: string, mark?: string) => {
      const reference = `sv-${linkId}`;
      const { ref: _, ...asked } = write({ name: 'Ny' }, { op: 'create', reference });
      return { command: { ...asked, ticket: { ...asked.ticket, linkId } }, bulk: false, mark };
    };
    await noteAttempts(database, [birth('l1'), birth('l2', 'default/department/D1')], { owner: 'another' });
    await database.query(`update history set name = 'the primary before'`);
    await historyOf(kit, database);
    const states = await database.query('select link_id, state from attempt order by link_id');
    expect(states).toEqual([
      { link_id: 'l1', state: 'sent' },
      { link_id: 'l2', state: 'doubted' },
    ]);
  });
});

describe('a write that takes the place of one that may be on its way', () => {
  const noted = (n: number) =>
    noteAttempts(
      database,
      [{ command: write({ name: `W${n}` }, { ticket: { ...write({}, {}).ticket, n } }), bulk: false }],
      { owner: 'me' },
    );
  const attempt = async () =>
    (await database.query(`select n::int, state, note, owner, not_before > now() as waits from attempt`))[0];

  test('inherits its note, and waits as long (Inv 14)', async () => {
    await noted(1);
    const note = { sent: ['name'], before: { stamps: {} } };
    await database.query(`update attempt set state = 'sent', note = $1, not_before = now() + interval '1 minute'`, [
      JSON.stringify(note),
    ]);
    expect(await noted(2)).toEqual([]);
    const inherited = { ...note, inherited: true };
    expect(await attempt()).toEqual({ n: 2, state: 'sent', note: inherited, owner: null, waits: true });
  });

  test('is not done by what the other had asked: the rest is written, and what that one wrote is ours (Inv 14)', async () => {
    const one = start();
    system.put('d1', { name: 'A', code: '1' });
    const decidedOn = await met(one);
    const n = Math.floor(await clock());
    const asked = (values: Values, at: number): NativeWriteRecord =>
      write(values, { decidedOn, expected: { name: 'A', code: '1' }, ticket: { ...write({}, {}).ticket, n: at } });
    await noteAttempts(database, [{ command: asked({ name: 'W' }, n), bulk: false }], { owner: 'another' });
    const note = { sent: ['name'], before: { stamps: {} } };
    await database.query(`update attempt set state = 'sent', note = $1`, [JSON.stringify(note)]);
    system.put('d1', { name: 'W', code: '1' });
    await one.obey(asked({ name: 'W', code: '2' }, n + 1));
    await database.query('update attempt set not_before = now(), held_until = null');
    expect(await answered(one)).toMatchObject({ outcome: 'done', values: { name: 'W', code: '2' } });
    expect(one.answers()[0]!.sent.toSorted()).toEqual(['code', 'name']);
    expect(system.valuesOf('d1')).toEqual({ name: 'W', code: '2' });
  });

  test('begins anew where the other was settled', async () => {
    await noted(1);
    await database.query(`update attempt set state = 'settled'`);
    expect(await noted(2)).toHaveLength(1);
    expect(await attempt()).toEqual({ n: 2, state: 'asked', note: null, owner: 'me', waits: false });
  });
});

describe('telling everything again', () => {
  const told = async () =>
    (await database.query<{ told: string }>(`select state ->> 'toldAt' as told from lease`)).map(({ told: at }) => at);

  test('happens once where everything was told before what was lost began', async () => {
    const one = start();
    await one.poller.start();
    await eventually(() => expect(one.scans()).toHaveLength(1));
    await eventually(async () => expect(await told()).toEqual([expect.stringMatching(/^\d+$/)]));
    const since = Number((await told())[0]) + 1;
    await one.poller.hurry('default', 'department', { retell: true, full: true, since: since - 1 });
    expect(await database.query('select 1 from lease where wish is not null')).toEqual([]);
    await one.poller.hurry('default', 'department', { retell: true, full: true, since });
    await eventually(() => expect(one.seen()).toHaveLength(2), { withinMs: 10_000 });
    expect(one.seen()[1]!.revision).toBeGreaterThan(one.seen()[0]!.revision);
    await eventually(async () => expect(Number((await told())[0])).toBeGreaterThanOrEqual(since));
    await one.poller.hurry('default', 'department', { retell: true, full: true, since });
    expect(await database.query('select 1 from lease where wish is not null')).toEqual([]);
  });

  test('is not what a complete listing is: that tells what changed', async () => {
    const one = start();
    await one.poller.start();
    await eventually(() => expect(one.scans()).toHaveLength(1));
    await one.poller.hurry('default', 'department', { retell: false, full: true });
    await eventually(() => expect(one.scans()).toHaveLength(2), { withinMs: 10_000 });
    expect(one.seen()).toHaveLength(1);
  });
});

test('what was answered is answered again when it is asked once more, and not done again', async () => {
  const one = start();
  const command = write({ name: 'W' }, { decidedOn: await met(one) });
  await one.obey(command);
  expect((await answered(one)).outcome).toBe('done');
  await one.obey({ ...command, again: true });
  await eventually(() => expect(one.answers().map(({ outcome }) => outcome)).toEqual(['done', 'same']));
  system.put('d1', { name: 'A' });
  await met(one);
  await one.obey({ ...command, again: true });
  await eventually(() => expect(one.answers().at(-1)!.outcome).toBe('stale'), { withinMs: 10_000 });
  expect(system.count('update')).toBe(1);
});

test('what was made is not made again where link has forgotten it and says other things (Inv 12)', async () => {
  await database.query('truncate record');
  system = new MemorySystem({ ...strong, idempotentCreate: false });
  system.find = () => Promise.resolve(undefined);
  const one = start();
  const { ref: _, ...birth } = write({ name: 'Ny' }, { op: 'create', expected: {}, decidedOn: 0 });
  const asked = { ...birth, reference: `sv-${'a'.repeat(25)}` };
  await one.obey(asked);
  const made = await answered(one);
  await one.obey({ ...asked, ticket: { ...asked.ticket, n: asked.ticket.n + 1 }, values: { name: 'Omdøpt' } });
  await eventually(() => expect(one.answers()).toHaveLength(2));
  expect(one.answers()[1]).toMatchObject({ outcome: 'done', found: true, ambiguous: ['name'], ref: made.ref });
  expect(system.count('create')).toBe(1);
});
