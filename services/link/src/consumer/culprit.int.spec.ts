import { MemoryBus } from '@samsvar/bus/testing';
import type { Database } from '@samsvar/persistence';
import { Office, officeSettings } from '@samsvar/sync/testing';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkDatabase } from '../testing/link-database.js';
import { workplace } from '../testing/workplace.js';
import { workBatch, type Workplace } from './turn.js';

let database: Database;
let place: Workplace;
const office = new Office();
beforeAll(async () => {
  database = await linkDatabase();
  const plain = officeSettings();
  const poisoned = officeSettings({
    matchKeys: (record) => {
      if (record.values['name'] === 'poison') throw new TypeError('personal words of the record');
      return plain.matchKeys(record);
    },
  });
  place = { ...workplace(database, ['default']), tenants: new Map([['default', poisoned]]) };
});
afterAll(async () => {
  await place.relay.close();
  await database.close();
});

test('a message nobody can work on is put aside with its reason, and what comes with it is heard (Inv 9)', async () => {
  const bus = new MemoryBus();
  const topic = 'records.canonical' as const;
  const said = ['1', '2', '3', '4', '5'].map((id) =>
    office.seen('powerofficego', 'DEPARTMENT', id, { name: id === '3' ? 'poison' : `Avdeling ${id}`, code: id }),
  );
  await bus.publish(said.map((message) => ({ topic, key: 'default', message })));
  const handler = async (batch: Parameters<typeof workBatch>[1]) => {
    await workBatch(place, { ...batch, moves: [] });
  };
  const subscription = await bus.subscribe({ group: 'spec', handlers: { [topic]: handler } });
  await eventually(async () => {
    const rows = await database.query<{ key: string }>('select key from record order by key');
    expect(rows.map(({ key }) => key.at(-1))).toEqual(['1', '2', '4', '5']);
  });
  const dead = await bus.deadLetters.list([{ topic, from: 0 }], 10);
  expect(dead).toMatchObject([
    { offset: 2, class: 'rejected', reason: expect.stringMatching(/^TypeError: /) as string },
  ]);
  expect(dead[0]!.reason).not.toContain('personal');
  await subscription.close();
});
