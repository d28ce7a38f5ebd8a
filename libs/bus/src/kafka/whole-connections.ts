import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** What of kafkajs' broker this is about. */
export interface BrokerParts {
  versions: unknown;
  isConnected(): boolean;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/** kafkajs' own class; specs make one of it. */
export const BrokerClass = require('kafkajs/src/broker') as {
  prototype: BrokerParts;
  new (parts: object): BrokerParts;
};

const connect = BrokerClass.prototype.connect;

/**
 * kafkajs 2.2.4 takes a broker for connected whose socket is open, though the question for its versions, which comes
 * right after, was not answered (a process that was stopped in between, a machine under load). From then on every
 * request fails with "Broker not connected", for ever, and nothing connects anew. So a connection that was not made
 * whole is closed again.
 */
export function useWholeConnections(): void {
  BrokerClass.prototype.connect = async function connectWhole(this: BrokerParts) {
    try {
      await connect.call(this);
    } catch (error) {
      if (!this.versions && this.isConnected()) await this.disconnect();
      throw error;
    }
  };
}
