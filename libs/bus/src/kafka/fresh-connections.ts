import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

const require = createRequire(import.meta.url);

/** What of kafkajs' connection this is about; `connect` opens its socket, and one object has many after another. */
export interface ConnectionParts {
  port: number;
  socket?: Socket;
  chunks: Buffer[];
  bytesBuffered: number;
  bytesNeeded: number;
  isConnected(): boolean;
  connect(): Promise<unknown>;
  send(request: object): Promise<unknown>;
}

/** kafkajs' own class; specs make one of it. */
export const ConnectionClass = require('kafkajs/src/network/connection') as {
  prototype: ConnectionParts;
  new (parts: object): ConnectionParts;
};

const connect = ConnectionClass.prototype.connect;
const frameSizeBytes = 4;

/**
 * kafkajs 2.2.4 keeps what it has heard of an answer when the connection breaks in the middle of it (a broker that is
 * killed while it is being read from), and takes what the next connection says for the rest: every request on it times
 * out from then on, and its consumer hears nothing until the process is started again. It also opens a socket for each
 * of those who ask while one is being opened, and the end of one that is forgotten closes the one in use. So a new
 * connection begins with nothing, the socket before it is done for, and whoever asks meanwhile gets the same one.
 */
export function useFreshConnections(): void {
  const opening = new WeakMap<ConnectionParts, Promise<unknown>>();
  ConnectionClass.prototype.connect = function connectAnew(this: ConnectionParts) {
    const known = opening.get(this);
    if (known) return known;
    if (this.isConnected()) return connect.call(this);
    forgetLast(this);
    const opened = connect.call(this).finally(() => opening.delete(this));
    opening.set(this, opened);
    return opened;
  };
}

function forgetLast(connection: ConnectionParts): void {
  connection.socket?.destroy();
  Object.assign(connection, { chunks: [], bytesBuffered: 0, bytesNeeded: frameSizeBytes });
}
