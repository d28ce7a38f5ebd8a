import type { Database, Telling } from '@samsvar/persistence';
import { Office } from '@samsvar/sync/testing';
import { eventually } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { lockTenant, saveTenant } from '../ledger/tenant-row.js';
import { linkDatabase } from '../testing/link-database.js';
import { workplace } from '../testing/workplace.js';
import { Meeting } from './meeting.js';
import { workBatch, type Workplace } from './turn.js';

const tenants = ['able', 'baker'];
const warned: object[] = [];
const log = {
  debug: () => {},
  info: () => {},
  warn: (_: string, more: object) => void warned.push(more),
  error: () => {},
};
const office = new Office();

let database: Database;
let place: Workplace;
let meeting: Meeting;
const told: Telling[] = [];
beforeAll(async () => {
  database = await linkDatabase();
  place = workplace(database, tenants, told);
});
beforeEach(async () => {
  await database.query('truncate event, link, record, record_match, reference_wait, outbox, position, due, tenant');
  for (const id of tenants) await readyToMeet(id);
  meeting = new Meeting(place, log as never);
});
afterEach(() => meeting.close());
afterAll(async () => {
  await place.relay.close();
  await database.close();
});

/** A tenant whose systems were listed completely, with one department that is still to meet. */
async function readyToMeet(tenant: string): Promise<void> {
  const seen = office.seen('powerofficego', 'DEPARTMENT', '1', { name: 'Salg', code: '1', managerId: null });
  const ref = { tenant, system: 'powerofficego', resource: 'departments', id: '1' };
  const message = { ...seen, data: { ...(seen.data as object), ref } };
  const heard = [{ topic: 'records.canonical' as const, partition: 0, offset: 0, key: tenant, message }];
  await workBatch(place, { heard, moves: [] });
  await database.transaction(async (sql) => {
    const { state } = await lockTenant(sql, tenant);
    await saveTenant(sql, { ...state, meeting: { department: 'meeting', employee: 'meeting' } });
  });
}
const met = async (): Promise<readonly string[]> =>
  (
    await database.query<{ id: string }>(
      `select id from tenant where state -> 'meeting' ->> 'employee' = 'met' order by id`,
    )
  ).map(({ id }) => id);

test('tenants whose systems were listed completely meet, and nothing is left to be done', async () => {
  meeting.start();
  await eventually(async () => expect(await met()).toEqual(tenants));
  expect(await database.query('select tenant from link order by tenant')).toEqual(
    tenants.map((tenant) => ({ tenant })),
  );
  expect(await database.query('select tenant from due')).toEqual([]);
});

test.each(tenants)(
  'the meeting of one that fails, %s, holds up nobody else’s, and goes on when it can',
  async (failing) => {
    await database.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
     create trigger refuse after insert on event for each row when (new.tenant = '${failing}') execute function refuse()`,
    );
    meeting.start();
    await eventually(async () => expect(await met()).toEqual(tenants.filter((id) => id !== failing)));
    await eventually(() => expect(warned.at(-1)).toMatchObject({ tenant: failing }));
    await database.query('drop function refuse() cascade');
    await eventually(async () => expect(await met()).toEqual(tenants));
  },
);

test('a meeting that another replica ended is not held again', async () => {
  const other = new Meeting(place, log as never);
  meeting.start();
  other.start();
  await eventually(async () => expect(await met()).toEqual(tenants));
  await other.close();
  const [events] = await database.query<{ opened: number }>(
    `select count(*)::int as opened from event where type = 'LinkOpened'`,
  );
  expect(events!.opened).toBe(2);
});
