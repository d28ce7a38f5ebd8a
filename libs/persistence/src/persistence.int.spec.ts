import { databaseUrl, eventually } from '@samsvar/testing';
import type { Message } from '@samsvar/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Columns } from './columns.js';
import type { Database } from './database.js';
import { ensureLeases, leaseMigration, releaseLease, takeLease } from './leases.js';
import { migrate } from './migrate.js';
import type { Telling } from './outbox.js';
import { outboxMigration, outboxState, putOutbox } from './outbox.js';
import { Fenced, loadPositions, movePositions, positionMigration } from './positions.js';
import { Relay } from './relay.js';
import { freshDatabase } from './testing/index.js';

const migrations = [positionMigration, outboxMigration, leaseMigration];
const log = { warn: () => {} };
let database: Database;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), migrations)));
afterAll(() => database.close());

const move = (from: number, next: number, partition = 0) => ({
  topic: 'records.canonical' as const,
  partition,
  from,
  next,
});
const telling = (n: number): Telling => ({
  topic: 'links',
  key: 'default/l1',
  message: { id: `m${n}`, type: 'LinkTold', source: 'link', subject: 'l1', data: { æ: 'ø\'"\\' } } satisfies Message,
});

describe('positions', () => {
  test('move with the effects they belong to, and only from where they stand', async () => {
    await movePositions(database, 'g', [move(0, 5), move(0, 7, 1)]);
    await movePositions(database, 'g', [move(5, 9), move(7, 8, 1)]);
    expect(await loadPositions(database, 'g', ['records.canonical'])).toEqual(
      expect.arrayContaining([
        { topic: 'records.canonical', partition: 0, next: 9 },
        { topic: 'records.canonical', partition: 1, next: 8 },
      ]),
    );
  });
  test('fence a zombie: nothing it did becomes true', async () => {
    await movePositions(database, 'z', [move(0, 5)]);
    const zombie = database.transaction(async (sql) => {
      await putOutbox(sql, [telling(99)]);
      await movePositions(sql, 'z', [move(0, 6)]);
    });
    await expect(zombie).rejects.toThrow(Fenced);
    expect((await outboxState(database)).pending).toBe(0);
  });
});

describe('the outbox', () => {
  test('is told after the commit, in order, and forgotten', async () => {
    const told: string[] = [];
    const relay = new Relay({
      database,
      log,
      publisher: { publish: async (out) => void told.push(...out.map(({ message }) => message.id)) },
    });
    const stored = await database.transaction((sql) => putOutbox(sql, [telling(1), telling(2), telling(3)]));
    relay.tell(stored);
    await eventually(() => expect(told).toEqual(['m1', 'm2', 'm3']));
    await relay.close();
    expect((await outboxState(database)).pending).toBe(0);
  });
  test('is told by a later run when a crash left it behind, whole', async () => {
    await database.transaction((sql) => putOutbox(sql, [telling(4)]));
    const told: Telling[] = [];
    const relay = new Relay({ database, log, publisher: { publish: async (out) => void told.push(...out) } });
    await eventually(() => expect(told.map(({ message }) => message)).toEqual([telling(4).message]));
    await relay.close();
  });
  test('waits for a broker that is away, shows why, and loses nothing', async () => {
    let away = true;
    const told: string[] = [];
    const publish = async (out: readonly Telling[]) => {
      if (away) throw new Error('no broker');
      told.push(...out.map(({ message }) => message.id));
    };
    const relay = new Relay({ database, log, publisher: { publish } });
    relay.tell(await database.transaction((sql) => putOutbox(sql, [telling(5)])));
    await eventually(() => expect(relay.failure()?.message).toBe('no broker'));
    away = false;
    await eventually(() => expect(told).toEqual(['m5']));
    expect(relay.failure()).toBeUndefined();
    await relay.close();
  });
});

describe('leases', () => {
  const names = ['a', 'b'];
  test('are held by one at a time and keep what the last turn left', async () => {
    await ensureLeases(database, names);
    const first = await takeLease(database, { names, owner: 'one', forMs: 60_000 });
    const second = await takeLease(database, { names, owner: 'two', forMs: 60_000 });
    expect([first?.name, second?.name].sort()).toEqual(names);
    expect(await takeLease(database, { names, owner: 'three', forMs: 60_000 })).toBeUndefined();
    await releaseLease(database, first!.name, { owner: 'one', nextInMs: 0, state: { cursor: 'c' } });
    expect(await takeLease(database, { names, owner: 'three', forMs: 60_000 })).toEqual({
      name: first!.name,
      state: { cursor: 'c' },
    });
  });
  test('expire with whoever held them', async () => {
    await ensureLeases(database, ['c']);
    await takeLease(database, { names: ['c'], owner: 'dead', forMs: 1 });
    await eventually(async () =>
      expect(await takeLease(database, { names: ['c'], owner: 'next', forMs: 1_000 })).toBeDefined(),
    );
  });
});

describe('columns', () => {
  test('hand rows over whole, with nulls and odd characters', async () => {
    const rows = [
      { text: 'a\'b"c{},\\', n: 1 },
      { text: undefined, n: 2 },
      { text: 'æøå\n\t', n: 3 },
    ];
    const of = new Columns(rows);
    const select = `select * from unnest(${of.text((row) => row.text)}, ${of.integer((row) => row.n)}, ${of.json((row) => row)}) as r (text, n, json)`;
    expect(await database.query(select, of.parameters)).toEqual(
      rows.map((row) => ({
        text: row.text ?? null,
        n: String(row.n),
        json: JSON.parse(JSON.stringify(row)) as unknown,
      })),
    );
  });
});

describe('a schema', () => {
  test('that a newer version brought further is refused in words', async () => {
    const { schema, url } = database.source.options as { schema: string; url: string };
    await expect(migrate({ url, schema, applicationName: 'old', migrations: [positionMigration] })).rejects.toThrow(
      /newer version/,
    );
  });
});
