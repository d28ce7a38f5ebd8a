import { expect, test } from 'vitest';
import './client.js';
import { BrokerClass } from './whole-connections.js';

/** A pool whose socket opens at once, and a broker that does not answer the first question. */
function silentBroker() {
  let open = false;
  const pool = {
    host: '127.0.0.1',
    port: 1,
    connectionTimeout: 100,
    isConnected: () => open,
    getConnection: () => {
      open = true;
      return Promise.resolve({ getSupportAuthenticationProtocol: () => true, authenticate: () => Promise.resolve() });
    },
    setVersions: () => undefined,
    destroy: () => Promise.resolve(void (open = false)),
    send: () => Promise.reject(new Error('Request ApiVersions timed out')),
  };
  const logger = { namespace: () => ({ debug: () => undefined }) };
  return new BrokerClass({ connectionPool: pool, logger });
}

test('a broker whose versions are not known yet is not taken for connected', async () => {
  const broker = silentBroker();
  await expect(broker.connect()).rejects.toThrow('timed out');
  expect(broker.isConnected()).toBe(false);
  // It is asked again, rather than believed.
  await expect(broker.connect()).rejects.toThrow('timed out');
});
