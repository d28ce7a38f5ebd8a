import { createRequire } from 'node:module';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import './client.js';
import { ConnectionClass, type ConnectionParts } from './fresh-connections.js';

const require = createRequire(import.meta.url);
const { requests } = require('kafkajs/src/protocol/requests') as {
  requests: { ApiVersions: { protocol(of: { version: number }): () => object } };
};
const makeSocketFactory = require('kafkajs/src/network/socketFactory') as () => unknown;
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** What a broker answers to a request for its versions: a frame's size, which request it is of, and no versions. */
function versionsFor(request: Buffer): Buffer {
  const answer = Buffer.alloc(14);
  answer.writeInt32BE(10, 0);
  request.copy(answer, 4, 8, 12);
  return answer;
}

let broker: Server | undefined;
const connections: ConnectionParts[] = [];
afterEach(async () => {
  for (const { socket } of connections.splice(0)) socket?.destroy();
  await new Promise((done) => broker?.close(done));
});

/** A connection to a broker that does something else with each of its sockets, in their order. */
async function connectionTo(...doing: readonly ((socket: Socket, request: Buffer) => void)[]) {
  let count = 0;
  broker = createServer((socket) => {
    const does = doing[Math.min(count++, doing.length - 1)]!;
    socket.on('error', () => undefined).on('data', (request) => does(socket, request));
  });
  await new Promise<void>((done) => broker!.listen(0, '127.0.0.1', done));
  const { port } = broker.address() as AddressInfo;
  const logger = { ...quiet, namespace: () => quiet };
  const times = { connectionTimeout: 1_000, requestTimeout: 400 };
  const parts = { host: '127.0.0.1', port, logger, socketFactory: makeSocketFactory(), ...times };
  const connection = new ConnectionClass(parts);
  connections.push(connection);
  return { connection, opened: () => count };
}
const ask = (connection: ConnectionParts) => connection.send(requests.ApiVersions.protocol({ version: 0 })());

/** A killed broker: what follows should have been 4,096 bytes. */
const dies = (socket: Socket) => void socket.end(Buffer.from([0, 0, 16, 0, 1, 2, 3]));
const answers = (socket: Socket, request: Buffer) => void socket.write(versionsFor(request));

test('what a broker that died had sent of an answer is forgotten: the next connection hears whole answers', async () => {
  const { connection, opened } = await connectionTo(dies, answers);
  await connection.connect();
  await expect(ask(connection)).rejects.toThrow('Closed connection');
  await connection.connect();
  await expect(ask(connection)).resolves.toMatchObject({ errorCode: 0 });
  expect(opened()).toBe(2);
});

test('whoever asks for a connection while it is being made gets that one, not a second that is forgotten', async () => {
  const { connection, opened } = await connectionTo(answers);
  await Promise.all([connection.connect(), connection.connect(), connection.connect()]);
  await expect(ask(connection)).resolves.toMatchObject({ errorCode: 0 });
  expect(opened()).toBe(1);
});

test('a connection that could not be made is tried again', async () => {
  const { connection } = await connectionTo(answers);
  const { port } = connection;
  connection.port = 1;
  await expect(Promise.all([connection.connect(), connection.connect()])).rejects.toThrow('ECONNREFUSED');
  connection.port = port;
  await connection.connect();
  await expect(ask(connection)).resolves.toMatchObject({ errorCode: 0 });
});
