import { get as request, type IncomingMessage } from 'node:http';
import type { Sql } from '@samsvar/persistence';
import { openDatabase } from '@samsvar/persistence';
import { eventually } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { company, scansComplete, seen } from '../testing/sample.js';
import { serveApi, type Served } from '../testing/served.js';
import type { EventShown } from './events.js';

let served: Served;
beforeAll(async () => {
  served = await serveApi();
  await served.hear('default', ...company('default'));
  await scansComplete(served, 'default');
  await served.meet('default');
});
const open: Listener[] = [];
afterEach(() => open.splice(0).forEach((listener) => listener.leave()));
afterAll(() => served.stop());

/** Hears the live feed, as a browser would. */
class Listener {
  readonly frames: string[] = [];
  private rest = '';
  private constructor(readonly answer: IncomingMessage) {
    answer.setEncoding('utf8').on('error', () => {});
    answer.on('data', (text: string) => {
      const parts = (this.rest + text).split('\n\n');
      this.rest = parts.pop()!;
      this.frames.push(...parts);
    });
  }

  static async listen(query = 'tenant=default', lastEventId?: string): Promise<Listener> {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      request(`${served.url}/api/v1/events/stream?${query}`, { headers, agent: false }, resolve).on('error', reject),
    );
    const listener = new Listener(answer);
    open.push(listener);
    return listener;
  }

  get ids(): readonly string[] {
    return this.frames.flatMap((frame) => /^id: (\d+)$/m.exec(frame)?.[1] ?? []);
  }

  leave(): void {
    this.answer.destroy();
  }
}

const events = async (query = '') => {
  const answer = await fetch(`${served.url}/api/v1/events?${query}`);
  return ((await answer.json()) as { items: readonly EventShown[] }).items;
};
const all = () => events('tenant=default&limit=1000');
/** The last event, once all are told: what runs elsewhere in this Postgres may hold them back for a moment. */
const newest = async () => {
  const [stored] = await served.database.query<{ count: number }>(
    `select count(*)::int as count from event where tenant = 'default'`,
  );
  const told = async () => {
    const now = await all();
    expect(now).toHaveLength(stored!.count);
    return now.at(-1)!.id;
  };
  return eventually(told);
};

let revision = 1;
/** Somebody is renamed: a few events. */
const edit = (lastName = `L${revision}`) =>
  served.hear(
    'default',
    seen(
      { tenant: 'default', system: 'powerofficego', id: '11' },
      'EMPLOYEE',
      { firstName: 'Kari', lastName },
      { revision: ++revision },
    ),
  );

describe('/api/v1/events', () => {
  test('goes on behind an event, page by page, without loss or repeat', async () => {
    const whole = (await all()).map(({ id }) => id);
    expect(whole.length).toBeGreaterThan(20);
    expect(whole).toEqual([...whole].sort((a, b) => Number(a) - Number(b)));
    const walked: string[] = [];
    for (let after = '0', page: readonly EventShown[] = []; ; after = page.at(-1)!.id) {
      page = await events(`tenant=default&limit=7&after=${after}`);
      if (page.length === 0) break;
      walked.push(...page.map(({ id }) => id));
    }
    expect(walked).toEqual(whole);
    expect(await events(`tenant=default&after=${whole.at(-1)}`)).toEqual([]);
    expect(await events('tenant=default&after=9223372036854775807')).toEqual([]);
    expect(await events('tenant=second')).toEqual([]);
  });

  test('tells ids, names and decisions, and nothing a person wrote', async () => {
    await edit('Hemmelig');
    const told = JSON.stringify(await all());
    expect(told).not.toMatch(/Hemmelig|Kari|Ås|Ola|Dahl|Salg|Fjord AS|example\.no|4790|90 00/);
    const keys = new Set((await all()).flatMap((event) => Object.keys(event)));
    const known = ['at', 'event', 'fields', 'flows', 'id', 'kind', 'linkId', 'member', 'reasons', 'tenant', 'version'];
    expect([...keys].sort()).toEqual(known);
    expect((await all()).find(({ event }) => event === 'UnitParked')?.reasons).toEqual([
      { field: 'lastName', code: 'missing-last-name' },
    ]);
  });

  test('holds back what was stored behind a transaction that still runs, and then skips nothing', async () => {
    const before = await newest();
    const other = await openDatabase({ ...serverOf(), applicationName: 'spec' });
    let commit!: () => void;
    const slow = other.transaction(async (sql) => {
      await append(sql, 'slow', 1);
      await new Promise<void>((resolve) => (commit = resolve));
    });
    await eventually(() => expect(commit).toBeDefined());
    await append(served.database, 'quick', 1);
    expect(await events(`tenant=default&after=${before}`)).toEqual([]);
    commit();
    await slow;
    await eventually(async () =>
      expect((await events(`tenant=default&after=${before}`)).map(({ linkId }) => linkId)).toEqual(['slow', 'quick']),
    );
    await other.close();
  });

  test('keeps the order of a link also where a long turn, begun before, stores after a short one', async () => {
    const before = await newest();
    await served.database.transaction(async (sql) => {
      await sql.query(`insert into tenant (id, state) values ('third', '{}')`);
      await append(served.database, 'both', 1);
      await append(sql, 'both', 2);
    });
    await eventually(async () =>
      expect((await events(`tenant=default&after=${before}`)).map(({ version }) => version)).toEqual([1, 2]),
    );
  });
});

const append = (sql: Sql, stream: string, version: number) =>
  sql.query(
    `insert into event (stream, version, tenant, type, data) values ($1, $2, 'default', 'UnitReleased', '{"unit": "x"}')`,
    [stream, version],
  );
const serverOf = () => {
  const { url, schema } = served.database.source.options as { url: string; schema: string };
  return { url, schema };
};

describe('/api/v1/events/stream', () => {
  test('begins now, and tells each event with its id, name and data', async () => {
    const listener = await Listener.listen();
    expect(listener.answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
    });
    const before = await newest();
    await edit();
    await eventually(async () => expect(listener.ids.at(-1)).toBe(await newest()));
    const listed = await events(`tenant=default&after=${before}`);
    const told = listener.frames.filter((frame) => frame.startsWith('id:'));
    expect(told).toEqual(
      listed.map((event) => `id: ${event.id}\nevent: ${event.event}\ndata: ${JSON.stringify(event)}`),
    );
  });

  test.each(['header', 'parameter'])(
    'resumes behind the last event heard, by %s, without loss or repeat',
    async (by) => {
      const first = await Listener.listen('tenant=default&after=0');
      await eventually(async () => expect(first.ids.at(-1)).toBe(await newest()));
      first.leave();
      const last = first.ids[first.ids.length >> 1]!;
      await edit();
      const second =
        by === 'header'
          ? await Listener.listen('tenant=default&after=0', last)
          : await Listener.listen(`tenant=default&after=${last}`);
      await edit();
      await eventually(async () => expect(second.ids.at(-1)).toBe(await newest()));
      const heard = [...first.ids.slice(0, (first.ids.length >> 1) + 1), ...second.ids];
      expect(heard).toEqual((await all()).map(({ id }) => id));
    },
  );

  test('tells many listeners the same while much happens, each once and in order', async () => {
    const listeners = await Promise.all(Array.from({ length: 40 }, () => Listener.listen()));
    const before = await newest();
    for (let n = 0; n < 15; n++) await edit();
    const expected = (await events(`tenant=default&after=${before}&limit=1000`)).map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(15);
    for (const listener of listeners) await eventually(() => expect(listener.ids).toEqual(expected));
  });

  test('has room for two hundred; one more is told when to come back', async () => {
    await Promise.all(Array.from({ length: 200 }, () => Listener.listen()));
    const refused = await fetch(`${served.url}/api/v1/events/stream?tenant=default`);
    expect([refused.status, refused.headers.get('content-type'), refused.headers.get('retry-after')]).toEqual([
      503,
      expect.stringContaining('application/problem+json'),
      '5',
    ]);
    open.splice(0).forEach((listener) => listener.leave());
    await eventually(async () => expect((await Listener.listen()).answer.statusCode).toBe(200));
  });

  test('tells nothing of another tenant', async () => {
    const [here, there] = [await Listener.listen(), await Listener.listen('tenant=second&after=0')];
    await edit();
    await eventually(async () => expect(here.ids.at(-1)).toBe(await newest()));
    expect(there.ids).toEqual([]);
  });

  test('goes on where it was when the database was away', async () => {
    const listener = await Listener.listen();
    const before = await newest();
    await served.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'link-api'`,
    );
    await edit();
    await eventually(async () =>
      expect(listener.ids).toEqual((await events(`tenant=default&after=${before}`)).map(({ id }) => id)),
    );
  });
});
