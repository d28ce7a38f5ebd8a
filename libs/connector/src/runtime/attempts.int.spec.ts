import { setTimeout as pause } from 'node:timers/promises';
import type { NativeWriteRecord, Values } from '@samsvar/contracts';
import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl, eventually } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Unanswered } from '../failures.js';
import { noteAttempts } from '../store/note-attempts.js';
import { connectorMigrations } from '../store/migrations.js';
import { collected } from '../testing/bench.js';
import { MemorySystem, strong } from '../testing/memory-system.js';
import { batchOf, type Replica, replicaOf } from '../testing/spec-kit.js';
import { takeCommands } from './commands.controller.js';
import { hearReadings } from './hear-readings.js';
import { Poller } from './poller.js';
import { SeenBefore } from './seen-before.js';
import { WriteDesk } from './write-desk.js';

type Database = Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), connectorMigrations)));
afterAll(() => database.close());

let system: MemorySystem;
/** What writes are decided on: the revision of the records as they were heard last. */
let decidedOn = 0;
/** A poll heard of these records, and link of what it told. */
async function known(at: MemorySystem, ...ids: readonly string[]): Promise<void> {
  const { kit, seen } = replicaOf(database, at);
  const { ref } = write({});
  const readings = await Promise.all(ids.map(async (id) => (await at.read({ ...ref!, id }))!));
  await hearReadings(kit, { tenant: 'default', resource: at, readings, begunAt: Date.now(), pollId: 'p' });
  await eventually(() => expect(seen()).toHaveLength(ids.length));
  decidedOn = Math.max(...seen().map(({ revision }) => revision));
  await kit.relay.close();
  at.asked.length = 0;
}
const running: { desk: WriteDesk; replica: Replica }[] = [];
beforeEach(async () => {
  await database.query('truncate attempt, record, outbox');
  system = new MemorySystem(strong);
  system.put('d1', { name: 'Før', email: 'a@b.example' });
  await known(system, 'd1');
});
afterEach(async () => {
  release();
  await Promise.all(running.splice(0).map(({ desk, replica }) => desk.close(0).then(() => replica.close())));
});

/** A running replica of the service. */
function start() {
  const replica = replicaOf(database, system);
  const desk = new WriteDesk(replica.kit);
  desk.start();
  const commands = { kit: replica.kit, desk, poller: new Poller({ kit: replica.kit, everyMs: () => 60_000 }) };
  const one = { desk, replica, obey: (...asked: NativeWriteRecord[]) => takeCommands(commands, batchOf(asked), false) };
  running.push(one);
  return one;
}
/** It ends without a word: no timer runs, nothing is given back. */
const crash = async ({ desk, replica }: ReturnType<typeof start>) => {
  await desk.close(0);
  await replica.kit.relay.close();
};
/** Time passes for whoever looks at the attempts: nobody holds them any more, and none is in flight. */
const lapse = () =>
  database.query(`update attempt set held_until = now() - interval '1 second', not_before = now() - interval '1 second'
                  where state <> 'settled'`);
const attempts = () =>
  database.query<{ state: string; note: unknown; owner: string | null }>('select state, note, owner from attempt');

/** Holds calls of a kind up until released. */
let release = () => {};
function held(what: string) {
  let met = 0;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const obstacle = async (asked: { what: string }) => {
    if (asked.what !== what) return;
    met++;
    await gate;
  };
  return { obstacle, met: () => met };
}

let links = 0;
/** Later than any history of the database begins. */
const ticketNumber = 2 ** 50;
const write = (values: Values, more: Partial<NativeWriteRecord> = {}): NativeWriteRecord => ({
  ticket: { linkId: `l${++links}`, system: 'customhrm', resource: 'department', n: ticketNumber },
  tenant: 'default',
  op: 'update',
  kind: 'department',
  category: 'DEPARTMENT',
  ref: { tenant: 'default', system: 'customhrm', resource: 'department', id: 'd1' },
  values,
  expected: { name: 'Før' },
  decidedOn,
  cause: 'spec',
  ...more,
});
const birth = (): NativeWriteRecord => {
  const { ref: _, ...asked } = write({ name: 'Ny' }, { op: 'create', expected: {}, decidedOn: 0 });
  return { ...asked, reference: `sv-${'a'.repeat(25)}` };
};
const answered = (replica: Replica, outcome: string) =>
  eventually(() => expect(replica.answers().map((answer) => answer.outcome)).toEqual([outcome]));

describe('a write', () => {
  test('is noted with what goes out before its bytes leave, and settled with its answer (Inv 14)', async () => {
    const { obey, replica } = start();
    const { obstacle, met } = held('update');
    system.before = obstacle;
    await obey(write({ name: 'Etter' }));
    await eventually(() => expect(met()).toBe(1));
    expect(await attempts()).toMatchObject([{ state: 'sent', note: { sent: ['name'] }, owner: replica.kit.owner }]);
    release();
    await answered(replica, 'done');
    expect(replica.answers()[0]).toMatchObject({ sent: ['name'], values: { name: 'Etter' } });
    expect(await attempts()).toMatchObject([{ state: 'settled', note: null, owner: null }]);
  });

  test('that is asked again is not done again', async () => {
    const { obey, replica } = start();
    const command = write({ name: 'Etter' });
    await obey(command, command);
    await obey(command);
    await answered(replica, 'done');
    await obey(command);
    await pause(200);
    expect(system.count('update')).toBe(1);
    expect(replica.answers()).toHaveLength(1);
  });

  test('that was sent when its process died is looked at by the next, and not sent again where it was applied', async () => {
    const first = start();
    const { obstacle, met } = held('update');
    system.after = obstacle;
    await first.obey(write({ name: 'Etter' }));
    await eventually(() => expect(met()).toBe(1));
    await crash(first);
    await lapse();
    const second = start();
    await answered(second.replica, 'done');
    expect(system.count('update')).toBe(1);
    expect(second.replica.answers()[0]).toMatchObject({ sent: ['name'], values: { name: 'Etter' } });
  });

  test('that never arrived when its process died is sent by the next', async () => {
    const first = start();
    const { obstacle, met } = held('update');
    system.before = async (asked) => {
      await obstacle(asked);
      if (asked.what === 'update' && met() === 1) throw new Unanswered('lost on the way');
    };
    await first.obey(write({ name: 'Etter' }));
    await eventually(() => expect(met()).toBe(1));
    await crash(first);
    await lapse();
    system.before = () => undefined;
    const second = start();
    await answered(second.replica, 'done');
    expect(system.valuesOf('d1')).toMatchObject({ name: 'Etter' });
  });

  test('is done once though its process was cut off from the database for longer than it may be held', async () => {
    const { obey, replica } = start();
    const { obstacle, met } = held('read');
    system.abilities = { ...strong, enforcesVersion: false };
    system.before = obstacle;
    await obey(write({ name: 'Etter' }));
    await eventually(() => expect(met()).toBe(1));
    for (let looks = 0; looks < 6; looks++) {
      await lapse();
      await pause(500);
    }
    expect(met()).toBe(1);
    release();
    await answered(replica, 'done');
    expect(system.count('update')).toBe(1);
  });

  test('that another process has taken over is left to it', async () => {
    const { obey, desk } = start();
    const { obstacle, met } = held('read');
    system.abilities = { ...strong, enforcesVersion: false };
    system.before = obstacle;
    await obey(write({ name: 'Etter' }));
    await eventually(() => expect(met()).toBe(1));
    await database.query(`update attempt set owner = 'another', held_until = now() + interval '1 minute'`);
    release();
    await eventually(() => expect(desk.openCount()).toBe(0));
    expect(system.count('update')).toBe(0);
    expect(await attempts()).toMatchObject([{ state: 'asked', owner: 'another' }]);
  });

  test('that was noted and never taken in hand is taken up by the very process that noted it', async () => {
    const { replica } = start();
    await noteAttempts(database, [{ command: write({ name: 'Etter' }), bulk: false }], { owner: replica.kit.owner });
    await lapse();
    await answered(replica, 'done');
  });

  test('is answered once, by whoever settles it first', async () => {
    const first = start();
    const { obstacle, met } = held('update');
    system.after = obstacle;
    await first.obey(write({ name: 'Etter' }));
    await eventually(() => expect(met()).toBe(1));
    await lapse();
    const second = start();
    await answered(second.replica, 'done');
    release();
    await eventually(() => expect(first.desk.openCount()).toBe(0));
    expect(first.replica.answers()).toEqual([]);
  });
});

describe('a birth', () => {
  test('whose answer is lost is asked again at once and makes one record', async () => {
    const { obey, replica } = start();
    let lost = 1;
    system.after = ({ what }) => {
      if (what === 'create' && lost-- > 0) throw new Unanswered('lost');
    };
    await obey(birth());
    await answered(replica, 'done');
    expect(system.count('create')).toBe(2);
    expect(replica.answers()[0]!.ref!.id).toBe('b2');
  });
});

describe('a birth where no key makes repeats harmless', () => {
  const weak = { ...strong, idempotentCreate: false };
  const born = () => collected(system.scan()).then(({ readings }) => readings.filter(({ reference }) => reference));

  test('is noted before its bytes leave, and looked for before it is sent again (Inv 12, Inv 14)', async () => {
    system = new MemorySystem(weak);
    const first = start();
    const { obstacle, met } = held('create');
    system.after = obstacle;
    await first.obey(birth());
    await eventually(() => expect(met()).toBe(1));
    expect(await attempts()).toMatchObject([{ state: 'sent', note: { sent: ['name'] } }]);
    await crash(first);
    await lapse();
    const second = start();
    await answered(second.replica, 'done');
    expect(second.replica.answers()[0]).toMatchObject({ sent: ['name'], ref: { id: (await born())[0]!.id } });
    expect(system.count('create')).toBe(1);
  });

  test('that never left is sent once by the next process', async () => {
    system = new MemorySystem(weak);
    const first = start();
    system.before = ({ what }) => {
      if (what === 'create') throw new Unanswered('lost on the way');
    };
    await first.obey(birth());
    await eventually(() => expect(system.count('create')).toBe(1));
    await crash(first);
    await lapse();
    system.before = () => undefined;
    const second = start();
    await answered(second.replica, 'done');
    expect(await born()).toHaveLength(1);
  });

  test('whose code is taken, since another process made it while this one slept, is left to that one', async () => {
    const { obstacle, met } = held('create');
    const taken = { field: 'name', code: 'not-unique' as const, words: 'It is taken.' };
    system = new MemorySystem({ ...weak, looksFirst: true });
    system.create = async () => {
      await obstacle({ what: 'create' });
      return { outcome: 'refused', refusals: [taken] };
    };
    const { desk, obey, replica } = start();
    await obey(birth());
    await eventually(() => expect(met()).toBe(1));
    await database.query(`update attempt set owner = 'another', held_until = now() + interval '1 minute'`);
    release();
    await eventually(() => expect(desk.openCount()).toBe(0));
    expect(replica.answers()).toEqual([]);
    expect(await attempts()).toMatchObject([{ state: 'sent', note: { sent: ['name'] }, owner: 'another' }]);
  });

  test('is looked for before the first try where no reference is taken, and meets what is there already', async () => {
    await database.query('truncate record');
    system = new MemorySystem({ ...weak, looksFirst: true });
    system.put('d9', { name: 'Ny' });
    system.find = () => system.read({ tenant: 'default', system: 'customhrm', resource: 'department', id: 'd9' });
    const { obey, replica } = start();
    await obey(birth());
    await answered(replica, 'stale');
    expect(replica.answers()[0]).toMatchObject({ sent: [], ref: { id: 'd9' }, values: { name: 'Ny' } });
    expect(replica.answers()[0]!.revision).toBeGreaterThan(0);
    expect(system.count('create')).toBe(0);
    expect(await database.query('select key from record')).toMatchObject([{ key: 'default/customhrm/department/d9' }]);
  });

  test('withholds what bears its mark until it is settled', async () => {
    system = new MemorySystem({ ...weak, looksFirst: true });
    system.markOf = ({ name }) => String(name);
    const { obey, replica } = start();
    const { obstacle, met } = held('create');
    system.after = obstacle;
    await obey(birth());
    await eventually(() => expect(met()).toBe(1));
    system.put('d2', { name: 'En annen' });
    const { readings } = await collected(system.scan());
    const listened = { tenant: 'default', resource: system, readings, begunAt: Date.now(), pollId: 'p' };
    expect(await hearReadings(replica.kit, listened)).toMatchObject({ left: 1 });
    await eventually(() => expect(replica.seen().map(({ ref }) => ref.id)).toEqual(['d2']));
    release();
    await answered(replica, 'done');
  });
});

describe('readings of a record with an open attempt', () => {
  test('are withheld, and the record is read again afterwards', async () => {
    const { obey, replica } = start();
    const { obstacle, met } = held('update');
    system.after = obstacle;
    await obey(write({ name: 'Etter' }));
    await eventually(() => expect(met()).toBe(1));
    system.put('d1', { email: 'ny@b.example' });
    const readings = [(await system.read(write({}).ref!))!];
    const listened = { tenant: 'default', resource: system, readings, begunAt: Date.now(), pollId: 'p' };
    expect(await hearReadings(replica.kit, listened)).toMatchObject({ left: 1 });
    expect(replica.seen()).toEqual([]);
    release();
    await answered(replica, 'done');
    await eventually(() =>
      expect(replica.seen()).toMatchObject([{ values: { name: 'Etter', email: 'ny@b.example' } }]),
    );
  });

  test('are withheld too where only our reference says whose they are', async () => {
    const { obey, replica } = start();
    const { obstacle, met } = held('create');
    system.after = obstacle;
    await obey(birth());
    await eventually(() => expect(met()).toBe(1));
    system.put('d1', { name: 'Ny' });
    const { readings: listed } = await collected(system.scan());
    const listened = {
      tenant: 'default',
      resource: system,
      readings: listed,
      begunAt: Date.now(),
      pollId: 'p',
    };
    expect(await hearReadings(replica.kit, listened)).toMatchObject({ left: 1 });
    await eventually(() => expect(replica.seen().map(({ ref }) => ref.id)).toEqual(['d1']));
    release();
    await answered(replica, 'done');
  });

  test('are withheld and settled side by side without anybody waiting in a circle', async () => {
    const { obey, replica } = start();
    for (let id = 0; id < 60; id++) system.put(`m${id}`, { name: 'Før' });
    await known(system, ...Array.from({ length: 60 }, (_, id) => `m${id}`));
    const ref = (id: number) => ({
      tenant: 'default',
      system: 'customhrm' as const,
      resource: 'department' as const,
      id: `m${id}`,
    });
    const commands = Array.from({ length: 60 }, (_, id) => write({ name: `Etter ${id}` }, { ref: ref(id) }));
    let listening = true;
    const listen = async () => {
      while (listening) {
        const { readings: listed } = await collected(system.scan());
        const readings = listed.toReversed();
        const kit = { ...replica.kit, seenBefore: new SeenBefore() };
        await hearReadings(kit, {
          tenant: 'default',
          resource: system,
          readings,
          begunAt: Date.now(),
          pollId: 'p',
        });
      }
    };
    const listener = listen();
    await obey(...commands);
    await eventually(() => expect(replica.answers()).toHaveLength(60), { withinMs: 30_000 });
    listening = false;
    await listener;
    // One that a poll has heard meanwhile may be answered `stale`, and is asked again by link.
    for (const { ref: at, outcome, values } of replica.answers()) {
      expect(values).toEqual(system.valuesOf(at!.id));
      if (outcome !== 'stale') expect(values).toEqual({ name: `Etter ${at!.id.slice(1)}` });
    }
  });
});
