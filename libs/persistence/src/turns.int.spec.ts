import { databaseUrl, eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from './database.js';
import {
  ensureLeases,
  hurryLeases,
  leaseMigration,
  leaseWishMigration,
  releaseLease,
  renewLease,
  takeLease,
} from './leases.js';
import { Fenced, holdPositions, loadPositions, movePositions, positionMigration } from './positions.js';
import { freshDatabase } from './testing/index.js';

let database: Database;
beforeAll(
  async () => (database = await freshDatabase(databaseUrl(), [positionMigration, leaseMigration, leaseWishMigration])),
);
afterAll(() => database.close());

const move = (from: number, next: number, partition = 0) => ({
  topic: 'records.canonical' as const,
  partition,
  from,
  next,
});

describe('positions', () => {
  test('move with the effects they belong to, and only from where they stand (Inv 2)', async () => {
    await movePositions(database, 'g', [move(0, 5), move(0, 7, 1)]);
    await movePositions(database, 'g', [move(5, 9), move(7, 8, 1)]);
    expect(await loadPositions(database, 'g', ['records.canonical'])).toEqual(
      expect.arrayContaining([
        { topic: 'records.canonical', partition: 0, next: 9 },
        { topic: 'records.canonical', partition: 1, next: 8 },
      ]),
    );
  });
  test('fence a zombie: nothing it did becomes true (Inv 6)', async () => {
    await movePositions(database, 'z', [move(0, 5)]);
    const zombie = database.transaction(async (sql) => {
      await ensureLeases(sql, ['effect']);
      await movePositions(sql, 'z', [move(0, 6), move(0, 3, 1)]);
    });
    await expect(zombie).rejects.toThrow(Fenced);
    expect(await loadPositions(database, 'z', ['records.canonical'])).toEqual([
      { topic: 'records.canonical', partition: 0, next: 5 },
    ]);
    expect(await database.query(`select 1 from lease where name = 'effect'`)).toEqual([]);
  });
});

describe('positions that are only held', () => {
  test('stay where they are, and fence a zombie as well', async () => {
    await movePositions(database, 'h', [move(0, 5), move(0, 7, 1)]);
    await database.transaction((sql) => holdPositions(sql, 'h', [move(5, 9), move(7, 8, 1), move(3, 4, 2)]));
    await expect(holdPositions(database, 'h', [move(5, 9), move(0, 8, 1)])).rejects.toThrow('1 of 2 partitions');
    expect(await loadPositions(database, 'h', ['records.canonical'])).toHaveLength(2);
  });
  test('are moved by nobody else meanwhile', async () => {
    await movePositions(database, 'i', [move(0, 5)]);
    const done: string[] = [];
    let moving: Promise<unknown> | undefined;
    await database.transaction(async (sql) => {
      await holdPositions(sql, 'i', [move(5, 9)]);
      moving = movePositions(database, 'i', [move(5, 6)]).then(() => done.push('moved'));
      await eventually(async () => {
        const waiting = await database.query(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into position%'`,
        );
        expect(waiting.length).toBeGreaterThan(0);
      });
      done.push('held');
    });
    await moving;
    expect(done).toEqual(['held', 'moved']);
  });
});

describe('two that reach for one position', () => {
  test('do not both get it, also when it was never moved before', async () => {
    const tries = await Promise.allSettled(
      [1, 2, 3].map((next) => database.transaction(async (sql) => movePositions(sql, 'race', [move(0, next)]))),
    );
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
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
  test('expire with whoever held them, who can then neither renew nor release', async () => {
    await ensureLeases(database, ['c']);
    await takeLease(database, { names: ['c'], owner: 'dead', forMs: 1 });
    await eventually(async () =>
      expect(await takeLease(database, { names: ['c'], owner: 'next', forMs: 60_000 })).toBeDefined(),
    );
    expect(await renewLease(database, 'c', { owner: 'dead', forMs: 60_000 })).toBe(false);
    await releaseLease(database, 'c', { owner: 'dead', nextInMs: 0, state: { cursor: 'old' } });
    expect(await renewLease(database, 'c', { owner: 'next', forMs: 60_000 })).toBe(true);
    expect(await takeLease(database, { names: ['c'], owner: 'third', forMs: 1 })).toBeUndefined();
  });
  test('are due when their last turn said, or when somebody cannot wait', async () => {
    await ensureLeases(database, ['d']);
    const turn = { names: ['d'], owner: 'one', forMs: 60_000 };
    await takeLease(database, turn);
    await releaseLease(database, 'd', { owner: 'one', nextInMs: 60_000, state: null });
    expect(await takeLease(database, turn)).toBeUndefined();
    await hurryLeases(database, ['d']);
    expect(await takeLease(database, turn)).toMatchObject({ name: 'd' });
  });
  test('are due at once after a turn in which somebody could not wait, with what they wished for', async () => {
    await ensureLeases(database, ['i']);
    const turn = { names: ['i'], owner: 'one', forMs: 60_000 };
    await takeLease(database, turn);
    await hurryLeases(database, ['i'], { retell: true });
    await hurryLeases(database, ['i']);
    expect(await takeLease(database, turn)).toBeUndefined();
    await releaseLease(database, 'i', { owner: 'one', nextInMs: 60_000, state: { cursor: 'c' } });
    expect(await takeLease(database, turn)).toEqual({ name: 'i', state: { cursor: 'c', retell: true } });
    await releaseLease(database, 'i', { owner: 'one', nextInMs: 60_000, state: { cursor: 'd' } });
    expect(await takeLease(database, turn)).toBeUndefined();
  });
  test('go to one each when many reach for them at once', async () => {
    const many = ['e', 'f', 'g', 'h'];
    await ensureLeases(database, many);
    await ensureLeases(database, many);
    const taken = await Promise.all(
      [...many, 'and', 'more'].map((owner) => takeLease(database, { names: many, owner, forMs: 60_000 })),
    );
    expect(taken.flatMap((lease) => lease?.name ?? []).sort()).toEqual(many);
  });
});
