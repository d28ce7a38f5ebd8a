import { createServer, get as request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sql } from '@samsvar/persistence';
import { eventually } from '@samsvar/testing';
import { afterEach, expect, test } from 'vitest';
import { EventStream, heartbeat, type StreamSettings } from './event-stream.js';

const quick: StreamSettings = { listenersMax: 2, lookEveryMs: 5, heartbeatMs: 20, patienceMs: 200 };

/** A list of events in memory, in place of the table: as many as it is told there are. */
class Table {
  length = 0;
  away = false;
  asked = 0;
  size = 10;
  readonly sql: Sql = {
    query: async <Row>(text: string, parameters: readonly unknown[] = []) => {
      this.asked++;
      if (this.away) throw new Error('away');
      if (text.includes('lateral')) return [{ tenant: 'default', position: String(this.length) }] as Row[];
      const [, after, until, limit] = parameters.map(Number) as [number, number, number, number];
      const count = Math.max(0, Math.min(until, this.length) - after);
      return Array.from({ length: Math.min(count, limit) }, (_, index) => this.row(after + index + 1)) as Row[];
    },
  };

  private row = (position: number) => ({
    position: String(position),
    stream: 'l'.repeat(this.size),
    version: position,
    type: 'UnitReleased',
    at: new Date(0),
    data: { unit: 'x' },
    kind: 'employee',
    flows: [],
    members: {},
  });
}

let server: Server;
let stream: EventStream;
let url: string;
const answers: IncomingMessage[] = [];
const failures: unknown[] = [];
async function serve(table: Table, settings = quick): Promise<void> {
  stream = new EventStream(table.sql, settings);
  server = createServer((_, response) => {
    void stream
      .open(() => response, 'default', '0')
      .catch((error: unknown) => {
        failures.push(error);
        response.writeHead(503).end();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
afterEach(async () => {
  for (const answer of answers.splice(0)) answer.destroy();
  stream.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const listen = (): Promise<IncomingMessage> =>
  new Promise((resolve, reject) =>
    request(url, { agent: false }, (answer) => {
      answers.push(answer.on('error', () => {}));
      resolve(answer);
    }).on('error', reject),
  );
function texts(answer: IncomingMessage): { text: string } {
  const heard = { text: '' };
  answer.setEncoding('utf8').on('data', (part: string) => (heard.text += part));
  return heard;
}

test('a listener hears a heartbeat while nothing happens', async () => {
  await serve(new Table());
  const heard = texts(await listen());
  await eventually(() => expect(heard.text.split(heartbeat).length).toBeGreaterThan(3));
});

test('one listener more than may is told to come back, and gets in when another leaves', async () => {
  await serve(new Table());
  const first = await listen();
  await listen();
  expect((await listen()).statusCode).toBe(503);
  expect(failures.at(-1)).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  first.destroy();
  await eventually(() => expect(stream.size).toBe(1));
  expect((await listen()).statusCode).toBe(200);
});

test('is refused with an answer while the database is away', async () => {
  const table = new Table();
  await serve(table);
  table.away = true;
  expect((await listen()).statusCode).toBe(503);
  expect(stream.size).toBe(0);
});

test('nobody listens, nobody asks the database', async () => {
  const table = new Table();
  await serve(table);
  const [one, other] = [await listen(), await listen()];
  await eventually(() => expect(table.asked).toBeGreaterThan(5));
  one.destroy();
  other.destroy();
  await eventually(() => expect(stream.size).toBe(0));
  const asked = table.asked;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(table.asked - asked).toBeLessThanOrEqual(1);
});

test('one look serves all listeners that have heard all', async () => {
  const table = new Table();
  await serve(table, { ...quick, listenersMax: 50, lookEveryMs: 40 });
  await Promise.all(Array.from({ length: 50 }, listen));
  await eventually(() => expect(stream.size).toBe(50));
  const asked = table.asked;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(table.asked - asked).toBeLessThan(8);
});

test('a listener that takes nothing is let go, and holds up nobody else', async () => {
  const table = new Table();
  await serve(table, { ...quick, patienceMs: 500 });
  table.size = 30_000;
  (await listen()).pause();
  let end = '';
  (await listen()).setEncoding('utf8').on('data', (part: string) => (end = (end + part).slice(-100_000)));
  table.length = 300;
  await eventually(() => end.includes('id: 300\n'));
  await eventually(() => expect(stream.size).toBe(1));
});

test('while a look fails nothing is lost, and the next one makes it good', async () => {
  const table = new Table();
  await serve(table);
  const heard = texts(await listen());
  table.length = 3;
  await eventually(() => expect(heard.text).toContain('id: 3\n'));
  table.away = true;
  table.length = 5;
  const asked = table.asked;
  await eventually(() => expect(table.asked).toBeGreaterThan(asked + 2));
  table.away = false;
  await eventually(() => expect(heard.text).toContain('id: 5\n'));
  expect([...heard.text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id)).toEqual(['1', '2', '3', '4', '5']);
});
