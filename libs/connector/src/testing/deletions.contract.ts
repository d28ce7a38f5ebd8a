import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { poll } from '../runtime/poll.js';
import type { PollState } from '../runtime/poll-state.js';
import { connectorMigrations } from '../store/migrations.js';
import { always, type Bench, listing, Stand } from './bench.js';
import { type Replica, replicaOf } from './spec-kit.js';

/** What becomes of a deletion, with the runtime around the connector: believed when proven, and told (Inv 19). */
export function deletionsContract(bench: Bench): void {
  let stand: Stand;
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    stand = await Stand.of(bench);
    database = await freshDatabase(databaseUrl(), connectorMigrations);
  });
  afterEach(async () => {
    await replica.close();
    await stand.calm();
  });
  afterAll(async () => {
    await stand.close();
    await database.close();
  });

  let replica: Replica;
  let state: PollState;
  beforeEach(async () => {
    await database.query('truncate record, suspect, outbox, attempt');
    replica = replicaOf(database, await stand.connect(), bench.system);
    state = { scanned: false };
  });
  /** Some polls, with so much time between them that whoever is missed may be read again. */
  const polls = async (name: string, times: number): Promise<void> => {
    const resource = [...replica.kit.connections.values()][0]!.resources.find((one) => one.name === name)!;
    for (let n = 0; n < times; n++) {
      ({ state } = await poll(replica.kit, { tenant: 'default', resource }, state, { whole: true }));
      await database.query(`update suspect set read_at = read_at - interval '1 minute'`);
    }
  };
  const goneIds = () => replica.gone().map(({ ref }) => ref.id);

  describe.each(bench.resources)('of a $name', (one) => {
    test('are told once they are proven, and undone as another incarnation', async () => {
      const ref = await stand.added(one);
      await polls(one.name, 1);
      await one.remove(stand.sandbox.people, ref);
      await polls(one.name, 2);
      expect(goneIds()).toEqual([ref.id]);
      await stand.sandbox.turn('restored', { system: bench.system, resource: one.name, id: ref.id });
      // A reading that is begun within the time a replica may lag does not bring it back.
      await database.query(
        `update record set row = jsonb_set(row::jsonb, '{goneAt}', '0')::json where row ->> 'goneAt' <> ''`,
      );
      await polls(one.name, 1);
      expect(replica.seen().at(-1)).toMatchObject({ ref: { id: ref.id }, incarnation: 2 });
    });

    test('are not believed where lists leave a record out, or are empty', async () => {
      const ref = await stand.added(one);
      await polls(one.name, 1);
      stand.front.meets(listing(bench, (rows) => rows.filter((row) => bench.idOf(row) !== ref.id)));
      await polls(one.name, 3);
      expect(goneIds()).toEqual([]);
    });

    test('are not believed where every address answers 404', async () => {
      const ref = await stand.added(one);
      await polls(one.name, 1);
      await one.remove(stand.sandbox.people, ref);
      stand.front.meets(always(bench, { status: 404, headers: {}, body: '' }));
      await polls(one.name, 1).catch(() => undefined);
      await polls(one.name, 1).catch(() => undefined);
      expect(goneIds()).toEqual([]);
    });
  });
}
