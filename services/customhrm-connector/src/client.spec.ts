import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
