import type { NativeWriteRecord } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl, eventually } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noteSuspects } from '../store/suspects.js';
import { noteAttempts } from '../store/note-attempts.js';
import { connectorMigrations } from '../store/migrations.js';
import { MemorySystem, strong } from '../testing/memory-system.js';
import { batchOf, type Replica, replicaOf } from '../testing/spec-kit.js';
import { takeCommands } from './commands.controller.js';
import { poll } from './poll.js';
import { Poller } from './poller.js';
import { WriteDesk } from './write-desk.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), connectorMigrations)));
afterAll(() => database.close());

const ref = { tenant: 'default', system: 'customhrm', resource: 'department', id: 'd1' } as const;
const write: NativeWriteRecord = {
  ticket: { linkId: 'l-1', system: 'customhrm', resource: 'department', n: 7 },
  tenant: 'default',
  op: 'update',
  kind: 'department',
  category: 'DEPARTMENT',
  ref,
  values: { name: 'Kanari ny' },
  expected: { name: 'Kanari avdeling' },
  decidedOn: 1,
  cause: 'm',
};
let system: MemorySystem;
let replica: Replica;
beforeEach(async () => {
  await database.query('truncate record, suspect, outbox, attempt');
  system = new MemorySystem(strong);
  system.put('d1', { name: 'Kanari avdeling', email: 'kanari@example.no' });
  system.put('d2', { name: 'Andre' });
  replica = replicaOf(database, system);
  await polls();
  await eventually(async () => expect(await database.query('select 1 from outbox')).toEqual([]));
});
afterEach(() => replica.close());

const polls = () => poll(replica.kit, { tenant: 'default', resource: system }, { scanned: false }, { whole: true });
async function forget(): Promise<void> {
  const desk = new WriteDesk(replica.kit);
  const poller = new Poller({ kit: replica.kit, everyMs: () => 60_000 });
  const batch = batchOf([write]);
  const [{ message, ...place }] = batch.heard as [(typeof batch.heard)[number]];
  const ask = { ...message, type: 'ForgetRecord' as const, data: { ref } };
  await takeCommands({ kit: replica.kit, desk, poller }, { ...batch, heard: [{ ...place, message: ask }] }, false);
  await desk.close(0);
}
/** Every text of every table of the connector. */
async function found(): Promise<readonly string[]> {
  const tables = await database.query<{ name: string }>(
    'select tablename as name from pg_tables where schemaname = current_schema() order by 1',
  );
  expect(tables.length).toBeGreaterThan(5);
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await database.query<{ row: string }>(`select t::text as row from "${name}" t`);
    texts.push(...rows.map(({ row }) => `${name}: ${row}`));
  }
  return texts.filter((text) => /kanari/i.test(text));
}

describe('a record that is to be forgotten', () => {
  test('leaves no value in any table, neither of it nor of a write that is open', async () => {
    await noteAttempts(database, [{ command: write, bulk: false }], { owner: 'someone else' });
    await noteSuspects(database, { tenant: 'default', resource: system }, [{ key: recordKey(ref) }], true);
    expect((await found()).map((text) => text.split(':')[0])).toEqual(['attempt', 'record']);
    await forget();
    expect(await found()).toEqual([]);
    expect(await database.query('select key from suspect')).toEqual([]);
    expect(await database.query('select key from record')).toEqual([{ key: 'default/customhrm/department/d2' }]);
  });

  test('is written no more by a repeat of its command (Inv 14)', async () => {
    await noteAttempts(database, [{ command: write, bulk: false }], { owner: 'someone else' });
    await forget();
    expect(await noteAttempts(database, [{ command: write, bulk: false }], { owner: replica.kit.owner })).toEqual([]);
    expect(await found()).toEqual([]);
  });

  test('is told as new, above all that was told before, if it is there all the same', async () => {
    const before = replica.seen().find((seen) => seen.ref.id === 'd1')!;
    await forget();
    replica.told.splice(0);
    await polls();
    await eventually(() => expect(replica.seen().map((seen) => seen.ref.id)).toEqual(['d1']));
    expect(replica.seen()[0]!.revision).toBeGreaterThan(before.revision);
  });
});
