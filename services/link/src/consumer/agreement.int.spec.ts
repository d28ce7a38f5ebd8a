import type { CanonicalWriteAnswered, CanonicalWriteRecord, Message, Values } from '@samsvar/contracts';
import type { Database, Telling } from '@samsvar/persistence';
import type { Agreed } from '@samsvar/sync';
import { Office } from '@samsvar/sync/testing';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockTenant } from '../ledger/tenant-row.js';
import { linkDatabase } from '../testing/link-database.js';
import { Partitions, workplace } from '../testing/workplace.js';
import { workBatch, type Workplace } from './turn.js';

const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
const office = new Office();
const partitions = new Partitions(['default']);
const heard: Telling[] = [];
const agreed: Agreed[] = [];
let database: Database;
let place: Workplace;
beforeAll(async () => {
  database = await linkDatabase();
  const { clock: _, ...real } = workplace(database, ['default'], heard);
  place = { ...real, counted: (decided) => agreed.push(...decided.flatMap((one) => one.agreed ?? [])) };
  await database.transaction(async (sql) => {
    const state = { ...(await lockTenant(sql, 'default')).state, meeting: { department: 'met', employee: 'met' } };
    await sql.query('update tenant set state = $1', [JSON.stringify(state)]);
  });
});
afterAll(async () => {
  await place.relay.close();
  await database.close();
});

async function work(message: Message, traceparent?: string): Promise<void> {
  const batch = partitions.batch({ default: [message] });
  const named = batch.heard.map((one) => ({ ...one, ...(traceparent !== undefined && { traceparent }) }));
  await workBatch(place, { ...batch, heard: named });
  partitions.moved(batch);
}
const seen = (values: Values, revision: number, secondsAgo: number): Message => ({
  ...office.seen('powerofficego', 'CUSTOMER_PERSON', '1', values, { revision }),
  time: new Date(Date.now() - secondsAgo * 1_000).toISOString(),
});
/** The HRM holds what it was asked to, and says so. */
function done({ message }: Telling, revision: number): Message {
  const answer = office.done(message.data as CanonicalWriteRecord);
  const data = answer.data as CanonicalWriteAnswered;
  return { ...answer, data: { ...data, revision, values: { ...data.values, lastName: 'Nordmann' } } };
}
/** The write that was asked last, once it is told. */
const asked = (count: number) =>
  eventually(() => {
    const writes = heard.filter(({ message }) => message.type === 'WriteRecord');
    expect(writes).toHaveLength(count);
    return writes.at(-1)!;
  });

test('time to agreement runs from when an edit was seen, in one trace from there to the write', async () => {
  await work(seen({ lastName: 'Nordmann', email: 'a@x.no' }, 1, 40), trace);
  const birth = await asked(1);
  expect(birth.traceparent).toBe(trace);
  await work(done(birth, 1));
  expect(agreed).toEqual([{ flows: ['customersperson-employee'], born: true, afterMs: expect.any(Number) as number }]);

  await work(seen({ lastName: 'Nordmann', email: 'b@x.no' }, 2, 90), trace);
  const edit = await asked(2);
  expect(edit.traceparent).toBe(trace);
  await work(done(edit, 2));
  expect(agreed[1]).toMatchObject({ flows: ['customersperson-employee'], born: false });
  expect(agreed[1]!.afterMs).toBeGreaterThanOrEqual(90_000);
  expect(agreed[1]!.afterMs).toBeLessThan(150_000);
  expect(heard.every(({ traceparent }) => traceparent !== undefined)).toBe(true);
});

test('what waits for the end of its poll goes on in the trace it came in, though another message lets it go', async () => {
  const [row] = await database.query<{ traceparent: string }>('select traceparent from link');
  expect(row!.traceparent).toBe(trace);
});

test('what agreed already, heard again, is no agreement anew', async () => {
  const before = agreed.length;
  await work(seen({ lastName: 'Nordmann', email: 'b@x.no' }, 3, 500), trace);
  expect(agreed).toHaveLength(before);
});
