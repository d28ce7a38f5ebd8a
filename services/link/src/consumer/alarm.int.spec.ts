import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scansComplete, seen } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';
import { MemoryBus } from '@samsvar/bus/testing';

let served: Served;
beforeAll(async () => {
  served = await serveApi({ bus: new MemoryBus() });
});
afterAll(() => served.stop());

test('a write the system refused today is asked again when its timer is due', async () => {
  const at = (system: 'powerofficego' | 'customhrm', id: string) => ({ tenant: 'default', system, id });
  const company = { name: 'Fjord', code: '10021', organizationNumber: null, active: true };
  await served.hear('default', seen(at('powerofficego', '21'), 'CUSTOMER', company));
  await served.hear('default', seen(at('customhrm', 'h21'), 'CUSTOMER', company));
  await scansComplete(served, 'default');
  await served.meet('default');
  const archived = { ...company, active: false };
  await served.hear('default', seen(at('customhrm', 'h21'), 'CUSTOMER', archived, { revision: 2 }));
  const asked = async () =>
    (
      await served.database.query<{ data: { n: number; member: string }; stream: string }>(
        `select stream, data::json as data from event where type = 'WriteAsked' order by version`,
      )
    ).filter(({ data }) => data.member === 'powerofficego/contact');
  await eventually(async () => expect(await asked()).toHaveLength(1));
  const { stream, data: first } = (await asked())[0]!;
  const ticket = { linkId: stream, system: 'powerofficego', resource: 'contact', n: first.n };
  const refusals = [{ field: 'active', code: 'refused', words: 'The contact has ledger balances.' }];
  const data = { ticket, outcome: 'refused', sent: [], refusals };
  await served.hear('default', { id: 'a1', type: 'WriteAnswered', source: 'test', subject: 'x', data });
  const timers = () =>
    served.database.query<{ hours: number }>(
      `select extract(epoch from at - now())::double precision / 3600 as hours from due where what = 'retry'`,
    );
  expect((await timers())[0]!.hours).toBeGreaterThan(23.9);
  await served.database.query(`update due set at = now() - interval '1 second' where what = 'retry'`);
  await eventually(async () => expect(await asked()).toHaveLength(2), { withinMs: 15_000 });
  expect(await timers()).toEqual([]);
});
