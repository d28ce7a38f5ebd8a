import { freshDatabase } from '@samsvar/persistence/testing';
import type { Database } from '@samsvar/persistence';
import { databaseUrl } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../migrations/index.js';
import { beginning, eventsAfter, isAfter, newestPosition } from './events.js';

let database: Database;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), migrations)));
afterAll(() => database.close());

const tenant = 'default';
/** Stored by transactions whose numbers cross a power of ten: as text, 1000 comes before 999. */
const stored = (from: number, to: number, xid: string) =>
  database.query(
    `insert into event (stream, version, xid, tenant, type, data)
     select 'l1', n, $3::xid8, $4, 'LinkEnded', '{}' from generate_series($1::int, $2::int) n`,
    [from, to, xid, tenant],
  );

describe('the order of events', () => {
  test('is that of numbers, also where one has more digits than the one before it', async () => {
    await stored(1, 9, '99');
    await stored(10, 12, '100');
    expect(await newestPosition(database, tenant)).toBe('12');
    expect(isAfter('10', '9')).toBe(true);
  });

  test('brings what came after a position, up to the newest', async () => {
    const until = await newestPosition(database, tenant);
    const ids = async (after: string) =>
      (await eventsAfter(database, { tenant, after, until, limit: 100 })).items.map(({ id }) => id);
    expect(await ids(beginning)).toHaveLength(12);
    expect(await ids('9')).toEqual(['10', '11', '12']);
    expect(await ids('12')).toEqual([]);
  });
});
