import type { Batch } from '@samsvar/bus';
import { MemoryBus } from '@samsvar/bus/testing';
import type { CanonicalWriteRecord, Message } from '@samsvar/contracts';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimsOf, company } from './testing/sample.js';
import { serveApi, type Served } from './testing/served.js';

const bus = new MemoryBus();
const asked: CanonicalWriteRecord[] = [];
const told: string[] = [];
let served: Served;
beforeAll(async () => {
  served = await serveApi({ bus });
  const hears = async ({ heard }: Batch) => {
    for (const { topic, message } of heard) {
      if (topic === 'links') told.push(message.subject);
      else asked.push(message.data as CanonicalWriteRecord);
    }
  };
  await bus.subscribe({ group: 'mapping', handlers: { 'commands.canonical.bulk': hears, links: hears } });
});
afterAll(() => served.stop());

const publish = (tenant: string, messages: readonly Message[]) =>
  bus.publish(messages.map((message) => ({ topic: 'records.canonical', key: tenant, message })));
const heard = (count: number) =>
  eventually(async () => expect(await served.database.query('select 1 from record')).toHaveLength(count));

test('link hears records, meets when all are in, asks, tells, and shows', async () => {
  await publish('default', company('default'));
  await publish('second', company('second'));
  await heard(24);
  expect([asked, told]).toEqual([[], []]);
  await publish('second', await claimsOf(served, 'second'));
  await publish('default', await claimsOf(served, 'default'));
  await eventually(() => expect(told.length).toBeGreaterThanOrEqual(8));
  await eventually(() => expect(asked.map(({ op, kind }) => `${op} ${kind}`)).toContain('create department'));
  expect(new Set(asked.map(({ tenant }) => tenant))).toEqual(new Set(['default']));
  const ready = await fetch(`${served.url}/health/ready`);
  expect([ready.status, ((await ready.json()) as { status: string }).status]).toEqual([200, 'ok']);
  const flows = await fetch(`${served.url}/api/v1/flows?tenant=default`);
  expect(await flows.json()).toMatchObject({ items: [{ id: 'departments-department', agree: 1 }, {}, {}, {}, {}] });
  await eventually(async () => expect(await served.database.query('select 1 from outbox')).toEqual([]));
});

test('what was heard twice is told once', async () => {
  await eventually(async () => expect(await unmet()).toEqual([]));
  const [before, from] = [told.length, await position()];
  await publish('default', company('default'));
  await eventually(async () => expect(await position()).toBe(from + 12));
  expect(told.length).toBe(before);
});

const unmet = () => served.database.query(`select id from tenant where state -> 'meeting' ->> 'employee' <> 'met'`);

async function position(): Promise<number> {
  const [at] = await served.database.query<{ next: string }>('select next_offset as next from position');
  return Number(at!.next);
}
