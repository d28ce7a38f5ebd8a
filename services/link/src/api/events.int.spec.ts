import { freshDatabase } from '@samsvar/persistence/testing';
import type { Database } from '@samsvar/persistence';
import { databaseUrl } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../migrations/index.js';
import { beginning, eventsAfter, newestPlace, placeOf } from './events.js';

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
    expect(await newestPlace(database)).toEqual({ xid: '100', position: '12' });
    expect(await placeOf(database, '11')).toEqual({ xid: '100', position: '11' });
    expect(await placeOf(database, '4711')).toEqual({ xid: '100', position: '12' });
  });

  test('brings what came after a place, up to the newest', async () => {
    const until = await newestPlace(database);
    const ids = async (after: string) => {
      const place = after === '0' ? beginning : await placeOf(database, after);
      return (await eventsAfter(database, { tenant, after: place, until, limit: 100 })).items.map(({ id }) => id);
    };
    expect(await ids('0')).toHaveLength(12);
    expect(await ids('9')).toEqual(['10', '11', '12']);
    expect(await ids('12')).toEqual([]);
  });
});
