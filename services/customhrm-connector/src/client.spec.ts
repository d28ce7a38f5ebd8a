import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RetryLater, Unanswered } from '@samsvar/connector';
import { HrmClient } from './client.js';
import { loadProfile } from './profile.js';

let server: Server;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, answer) => {
    asked.push(`${request.method} ${request.url}`);
    answer.statusCode = 401;
    answer.end(JSON.stringify({ error: 'invalid_client' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server.close());

describe('an answer that drips', () => {
  test('is given up when its time is over, though every byte comes soon after the last', async () => {
    const dripping = createServer((request, answer) => {
      if (request.url === '/oauth/token') return void answer.end('{"access_token":"t"}');
      answer.writeHead(200, { 'content-length': 1_000 });
      const drops = setInterval(() => answer.write(' '), 20);
      answer.once('close', () => clearInterval(drops));
    });
    await new Promise<void>((resolve) => dripping.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(dripping.address() as AddressInfo).port}`;
    const keys = { clientId: 'i', clientSecret: 's', slot: () => Promise.resolve() };
    const hrm = new HrmClient({ ...keys, baseUrl, profile: loadProfile('default'), timeoutMs: 200 });
    await expect(hrm.call({ method: 'GET', path: '/v1/employees' })).rejects.toThrow(RetryLater);
    await expect(hrm.call({ method: 'PATCH', path: '/v1/employees/1', body: {} })).rejects.toThrow(Unanswered);
    await hrm.close();
    dripping.closeAllConnections();
    dripping.close();
  });
});

describe('a client the HRM does not know', () => {
  test('asks once, however many wait', async () => {
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const keys = { clientId: 'i', clientSecret: 's' };
    const slot = () => Promise.resolve();
    const hrm = new HrmClient({ ...keys, baseUrl, profile: loadProfile('default'), slot });
    for (let turn = 0; turn < 20; turn++) {
      await expect(hrm.call({ method: 'GET', path: '/v1/employees' })).rejects.toThrow(
        /does not know this client \(401\): check customhrm\.clientId and clientSecret in samsvar\.yaml/,
      );
    }
    expect(asked).toEqual(['POST /oauth/token']);
    await hrm.close();
  });
});
