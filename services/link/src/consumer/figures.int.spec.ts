import { MemoryBus } from '@samsvar/bus/testing';
import type { Heard } from '@samsvar/bus';
import { type Heartbeat, type Message, traceparentOf } from '@samsvar/contracts';
import { Metrics } from '@samsvar/service';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { company, scansComplete } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';
import { Figures } from './figures.js';

const bus = new MemoryBus();
let served: Served;
beforeAll(async () => {
  served = await serveApi({ bus });
  await served.hear('default', ...company('default'));
  await scansComplete(served, 'default');
  await served.meet('default');
});
afterAll(() => served.stop());

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

test('what agrees, what waits and what is dead is measured as it is stored', async () => {
  const metrics = new Metrics('spec');
  const { database, tenants } = served;
  const figures = new Figures(
    { database, tenants, relay: undefined as never, letters: bus.deadLetters },
    metrics,
    quiet,
  );
  const flows = await (await fetch(`${served.url}/api/v1/flows?tenant=default`)).json();
  const { items } = flows as { items: readonly ({ id: string } & Record<string, number>)[] };
  for (const offset of [0, 1, 2]) {
    bus.append('operator', 'default', Buffer.from('{oops'));
    bus.bury('operator', offset, 'undecodable', 'value: not JSON');
  }
  await database.query(
    `insert into dead_replay (topic, place, who, why, request, deed)
     values ('operator', 0, 'a', 'b', 'c', default), ('operator', 1, 'a', 'b', 'd', 'discard')`,
  );
  await figures.measure();
  const said = await metrics.registry.metrics();
  for (const { id, agree, differ, parked } of items)
    for (const [standing, count] of Object.entries({ agree, differ, parked }))
      expect(said).toContain(`samsvar_records{flow="${id}",standing="${standing}",service="spec"} ${count}`);
  expect(items.some(({ differ }) => differ! > 0)).toBe(true);
  expect(said).toContain('samsvar_conflicts_open{flow="departments-department",service="spec"}');
  expect(said).toContain('samsvar_dead_letters_open{topic="operator",service="spec"} 1');
  expect(said).toContain('samsvar_dead_letters_open{topic="links",service="spec"} 0');
});

test('a heartbeat is heard, goes on as a write would, in its trace, and is shown', async () => {
  const returned: Heard[] = [];
  const hears = async ({ heard }: { readonly heard: readonly Heard[] }) =>
    void returned.push(...heard.filter(({ message }) => message.type === 'Heartbeat'));
  await bus.subscribe({ group: 'spec', handlers: { 'commands.canonical': hears } });
  const data: Heartbeat = { tenant: 'default', system: 'customhrm', at: Date.now() };
  const message: Message = { id: 'beat', type: 'Heartbeat', source: 'spec', subject: 'default/customhrm', data };
  await bus.publish([{ topic: 'records.canonical', key: 'default', message, traceparent: traceparentOf('first') }]);
  await eventually(() => expect(returned).toHaveLength(1));
  expect(returned[0]).toMatchObject({
    key: 'default/customhrm',
    traceparent: traceparentOf('first'),
    message: { data, causationid: 'beat' },
  });
  const metrics = async () => (await fetch(`${served.url}/metrics`)).text();
  const shown = `samsvar_heartbeat_timestamp_seconds{stage="decided",system="customhrm",service="link-consumer"}`;
  await eventually(async () => expect(await metrics()).toContain(`${shown} ${data.at / 1_000}`));
});
