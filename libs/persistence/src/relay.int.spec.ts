import { databaseUrl, eventually } from '@samsvar/testing';
import type { Message } from '@samsvar/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from './database.js';
import type { Telling } from './outbox.js';
import { leftovers, outboxMigration, outboxState, putOutbox, stillUntold } from './outbox.js';
import { Relay } from './relay.js';
import { freshDatabase } from './testing/index.js';

let database: Database;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), [outboxMigration])));
beforeEach(() => database.query('delete from outbox'));
afterEach(() => Promise.all(opened.splice(0).map((relay) => relay.close())));
afterAll(() => database.close());

const telling = (n: number): Telling => ({
  topic: 'links',
  key: 'default/l1',
  message: { id: `m${n}`, type: 'LinkTold', source: 'link', subject: 'l1', data: { æ: 'ø\'"\\' } } satisfies Message,
  ...(n % 2 === 0 && { traceparent: `00-${n}` }),
});
const tellings = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => telling(from + at));
const ids = (out: readonly Telling[]) => out.map(({ message }) => message.id);
const store = (...out: readonly Telling[]) => database.transaction((sql) => putOutbox(sql, out));

/** A broker that notes what it hears, and what it is asked while it is away. */
class Broker {
  readonly heard: Telling[] = [];
  away = false;
  asked = 0;
  sends: number[] = [];
  /** Holds the next send until resolved. */
  slow: Promise<void> | undefined;
  readonly publish = async (out: readonly Telling[]) => {
    this.asked++;
    await this.slow;
    if (this.away) throw new Error('no broker');
    this.sends.push(out.length);
    this.heard.push(...out);
  };
}
const opened: Relay[] = [];
function relayTo(publisher: Broker, sweepMs = 100): Relay {
  const relay = new Relay({ database, publisher, sweepMs, log: { warn: () => {} } });
  opened.push(relay);
  return relay;
}
const forgotten = () => eventually(async () => expect((await outboxState(database)).pending).toBe(0));

describe('what was stored', () => {
  test('is told after the commit, whole and in order, and forgotten (Inv 2)', async () => {
    const broker = new Broker();
    const relay = relayTo(broker);
    const out = tellings(1, 5);
    relay.tell(await store(...out));
    await relay.idle();
    expect(broker.heard.map(({ topic, key, message, traceparent }) => ({ topic, key, message, traceparent }))).toEqual(
      out.map(({ topic, key, message, traceparent }) => ({ topic, key, message, traceparent })),
    );
    expect(await outboxState(database)).toEqual({ pending: 0, oldestMs: 0 });
    expect([relay.pending(), relay.oldestAgeMs(), relay.failures()]).toEqual([0, 0, 0]);
  });

  test('is not told when its transaction fails', async () => {
    const broker = new Broker();
    relayTo(broker, 5);
    const failing = database.transaction(async (sql) => {
      await putOutbox(sql, [telling(1)]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await outboxState(database)).pending).toBe(0);
    expect(broker.heard).toEqual([]);
  });

  test('is stored and forgotten by one statement each, however much it is', async () => {
    const broker = new Broker();
    const relay = relayTo(broker, 60_000);
    await relay.idle();
    const before = database.statements;
    relay.tell(await store(...tellings(1, 1_500)));
    await relay.idle();
    expect(database.statements - before).toBe(2);
  });

  test('goes in sends of at most 2,000, one at a time', async () => {
    const broker = new Broker();
    const relay = relayTo(broker);
    let go = () => {};
    broker.slow = new Promise((resolve) => (go = resolve));
    relay.tell(await store(telling(0)));
    const stored = await store(...tellings(1, 4_500));
    relay.tell(stored.slice(0, 1_000));
    relay.tell(stored.slice(1_000));
    await eventually(() => expect(broker.asked).toBe(1));
    expect(relay.pending()).toBe(4_501);
    expect(relay.oldestAgeMs()).toBeGreaterThanOrEqual(0);
    go();
    await forgotten();
    expect(Math.max(...broker.sends)).toBeLessThanOrEqual(2_000);
    expect(ids(broker.heard)).toEqual(ids(tellings(0, 4_500)));
  });
});

describe('what a crash left behind', () => {
  test('is told by the next run, in order, before anything new', async () => {
    await store(...tellings(1, 2_500));
    await eventually(async () =>
      expect(
        await database.query(`select 1 from outbox where at > clock_timestamp() - interval '20 milliseconds'`),
      ).toEqual([]),
    );
    const broker = new Broker();
    const relay = relayTo(broker, 20);
    relay.tell(await store(telling(2_501)));
    await forgotten();
    expect(ids(broker.heard)).toEqual(ids(tellings(1, 2_501)));
  });

  test('is told by one of two replicas, not by both', async () => {
    await store(...tellings(1, 3_000));
    const broker = new Broker();
    relayTo(broker, 5);
    relayTo(broker, 5);
    await forgotten();
    expect(ids(broker.heard)).toEqual(ids(tellings(1, 3_000)));
  });

  test('is left to whoever is telling it already', async () => {
    const stored = await store(...tellings(1, 3));
    await database.transaction(async (sql) => {
      expect(await leftovers(sql, 0, 1)).toHaveLength(1);
      await database.transaction(async (other) => {
        expect(await leftovers(other, 0, 10)).toEqual([]);
        expect(ids(await stillUntold(other, stored))).toEqual(['m2', 'm3']);
      });
    });
    await database.transaction(async (sql) => {
      await stillUntold(sql, stored.slice(0, 2));
      await database.transaction(async (other) => expect(ids(await leftovers(other, 0, 10))).toEqual(['m3']));
    });
  });
});

describe('what was told and could not be forgotten', () => {
  test('is forgotten as soon as the database lets it, and not told again', async () => {
    const broker = new Broker();
    const relay = relayTo(broker, 60_000);
    await relay.idle();
    await database.query(`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'not now'; end $$`);
    await database.query('create trigger refuse before delete on outbox execute function refuse()');
    relay.tell(await store(telling(1)));
    await eventually(() => expect(relay.failures()).toBeGreaterThan(1));
    await database.query('drop function refuse cascade');
    await forgotten();
    await relay.idle();
    expect([ids(broker.heard), relay.failure()]).toEqual([['m1'], undefined]);
  });
});

describe('while the broker is away', () => {
  test('everything waits, readiness can say why, and nothing is lost or told twice', async () => {
    const broker = new Broker();
    broker.away = true;
    const relays = [relayTo(broker, 300), relayTo(broker, 300)];
    relays[0]!.tell(await store(...tellings(1, 10)));
    relays[1]!.tell(await store(...tellings(11, 20)));
    await eventually(() => expect(relays.map((relay) => relay.failure()?.message)).toEqual(['no broker', 'no broker']));
    expect(relays[0]!.failures()).toBeGreaterThan(0);
    expect((await outboxState(database)).pending).toBe(20);
    broker.away = false;
    await forgotten();
    await Promise.all(relays.map((relay) => relay.idle()));
    expect(relays.map((relay) => relay.failure())).toEqual([undefined, undefined]);
    expect(ids(broker.heard).sort()).toEqual(ids(tellings(1, 20)).sort());
  });

  test('a relay that is closed gives up in time and leaves the rest to the next run', async () => {
    const broker = new Broker();
    broker.away = true;
    const relay = relayTo(broker);
    relay.tell(await store(telling(1)));
    await eventually(() => expect(relay.failure()).toBeDefined());
    await relay.close(10);
    const asked = broker.asked;
    relay.tell([]);
    await relay.idle();
    expect(broker.asked).toBe(asked);
    expect((await outboxState(database)).pending).toBe(1);
  });
});
