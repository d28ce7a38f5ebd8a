import type { CanonicalWriteRecord, Message, PollResource } from '@samsvar/contracts';
import type { Database, Telling } from '@samsvar/persistence';
import { Office } from '@samsvar/sync/testing';
import { eventually } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { linkDatabase } from '../testing/link-database.js';
import { Partitions, workplace } from '../testing/workplace.js';
import { recover } from './recovery.js';
import type { Workplace } from './turn.js';
import { meetSlice, workBatch } from './turn.js';

let database: Database;
beforeAll(async () => (database = await linkDatabase()));
afterAll(() => database.close());

let told: Telling[];
let place: Workplace;
beforeEach(async () => {
  await database.query('truncate event, link, record, record_match, reference_wait, due, tenant, position, outbox');
  told = [];
  place = workplace(database, ['default'], told);
});
afterEach(() => place.relay.close());

const dataOf = <T>(type: string): readonly T[] =>
  told.filter(({ message }) => message.type === type).map(({ message }) => message.data as T);
const asked = () => dataOf<PollResource>('PollResource');
const begun = async () => Number((await database.query<{ begun: string }>('select begun from history'))[0]!.begun);

test('a tenant nobody remembers is told of again, once, by whoever told everything before that', async () => {
  await recover(place);
  await eventually(() => expect(asked()).toHaveLength(5));
  const since = await begun();
  expect(asked()).toContainEqual({
    ...{ tenant: 'default', system: 'customhrm', resource: 'employee', full: true, retell: true },
    since,
  });
  await recover(place);
  await recover(place);
  expect(asked()).toHaveLength(5);
});

test('everything is told again after the database was set back, and once more after the next time', async () => {
  await recover(place);
  for (let times = 2; times < 4; times++) {
    await database.query(`update history set name = 'another primary'`);
    await recover(place);
    await eventually(() => expect(asked()).toHaveLength(5 * times));
    expect(asked().at(-1)!.since).toBe(await begun());
  }
});

test('a write nobody answers is asked once more, as it was asked, and no write that was answered', async () => {
  const office = new Office();
  const partitions = new Partitions(['default']);
  const hear = async (...messages: readonly Message[]) => {
    await office.hear(...messages);
    const batch = partitions.batch({ default: messages });
    await workBatch(place, batch);
    partitions.moved(batch);
  };
  await hear(office.seen('powerofficego', 'DEPARTMENT', 'd1', { name: 'Salg', code: '10', managerId: null }));
  await hear(...(await scans(office)));
  while (await meetSlice(place, place.tenants.get('default')!));
  await office.meetAll();
  await eventually(() => expect(dataOf('WriteRecord')).toHaveLength(1));
  await recover(place);
  expect(dataOf('WriteRecord')).toHaveLength(1);
  await recover(place, 0);
  await eventually(() => expect(dataOf('WriteRecord')).toHaveLength(2));
  const [first, again] = dataOf<CanonicalWriteRecord>('WriteRecord');
  const { cause: _, ...same } = first!;
  expect(again).toMatchObject({ ...same, again: true });
  const ids = told.filter(({ message }) => message.type === 'WriteRecord').map(({ message }) => message.id);
  expect(new Set(ids).size).toBe(2);
  // What else its link waits for makes no difference: another of its units may be a person's to decide.
  await database.query(`update link set standing = 'conflicts'`);
  await recover(place, 0);
  await eventually(() => expect(dataOf('WriteRecord')).toHaveLength(3));
  await hear(...office.commands.map((command) => office.done(command)));
  await recover(place, 0);
  expect(dataOf('WriteRecord')).toHaveLength(3);
});

test('a record that a connector did not tell again is asked about, until it is told', async () => {
  const office = new Office();
  const partitions = new Partitions(['default']);
  const hear = async (...messages: readonly Message[]) => {
    const batch = partitions.batch({ default: messages });
    await workBatch(place, batch);
    partitions.moved(batch);
  };
  const seen = (revision: number) => office.seen('customhrm', 'DEPARTMENT', 'd1', { name: 'Salg' }, { revision });
  const at = { tenant: 'default', system: 'customhrm', resource: 'department', scanId: 's', count: 0, digest: 0 };
  await hear(seen(5), office.message('ScanCompleted', { ...at, toldSince: 100 }));
  await recover(place);
  await eventually(() => expect(dataOf('ReadRecord')).toEqual([{ ref: office.ref('customhrm', 'DEPARTMENT', 'd1') }]));
  await hear(seen(100));
  await recover(place);
  await recover(place);
  expect(dataOf('ReadRecord')).toHaveLength(1);
});

/** What says that everything was listed, caught before it is heard. */
async function scans(office: Office): Promise<readonly Message[]> {
  const heard: Message[] = [];
  const hear = office.hear.bind(office);
  office.hear = async (...messages) => void heard.push(...messages);
  await office.scansComplete();
  office.hear = hear;
  return heard;
}
